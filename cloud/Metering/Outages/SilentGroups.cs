namespace Wattline.Cloud.Metering.Outages;

/// <summary>Tells silent meters, dead lines and supply cuts apart.</summary>
public static class SilentGroups
{
    /// <summary>What each silent meter is part of.</summary>
    /// <param name="meters">All meters of a concentrator: which line each is on, whether it is silent, whether it wrote a power failure down for that time.</param>
    public static IReadOnlyDictionary<string, OutageKind> Of(IReadOnlyCollection<(string Meter, int Line, bool IsSilent, bool HadPowerFailure)> meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        var dead = meters.GroupBy(static one => one.Line).Where(static line => line.Count() > 1 && line.All(static one => one.IsSilent)).Select(static line => line.Key).ToHashSet();
        return meters.Where(static one => one.IsSilent).ToDictionary(
            static one => one.Meter,
            one => one.HadPowerFailure ? OutageKind.SupplyCut : dead.Contains(one.Line) ? OutageKind.DeadLine : OutageKind.SilentMeter,
            StringComparer.Ordinal);
    }
}
