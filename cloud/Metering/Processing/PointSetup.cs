using System.Collections.Frozen;
using System.Globalization;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Points;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Validation;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>A point with what is installed there, and what its checks go by.</summary>
/// <param name="Point">The point.</param>
/// <param name="Installations">What was and is installed, by time.</param>
/// <param name="Concentrator">The concentrator of its meter; null when that is not known.</param>
/// <param name="Thresholds">The thresholds of its meter's template.</param>
/// <param name="NoSupply">When it had no supply, by time.</param>
internal sealed record PointSetup(
    MeteringPoint Point, IReadOnlyList<Installation> Installations, string? Concentrator, ValidationThresholds Thresholds, IReadOnlyList<TimeSpanS> NoSupply)
{
    /// <summary>Slots that are explained at one go.</summary>
    public IReadOnlyList<ToldGap> Gaps { get; init; } = [];

    /// <summary>What meters are read for, by meter: of the whole registry, one for all points.</summary>
    public IReadOnlyDictionary<string, MeterDuty> Duties { get; init; } = FrozenDictionary<string, MeterDuty>.Empty;

    /// <summary>Since when a meter that is its own point is in the registry, Unix seconds; before, nothing was expected of it.</summary>
    public long Since { get; init; } = long.MinValue;

    /// <summary>Whether a meter was there to measure any of a time.</summary>
    public bool IsExpected(long from, long to) => to > Since && Installations.Any(one => one.From < to && (one.To ?? long.MaxValue) > from);

    /// <summary>How a meter is connected at a moment.</summary>
    public Wiring WiringOf(string meter, long at) => Installations.LastOrDefault(one => one.Meter == meter && one.From <= at && (one.To ?? long.MaxValue) >= at)?.Wiring ?? Wiring.FourWire;

    /// <summary>The point's zone.</summary>
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(Point.Zone);

    /// <summary>What its connection can carry, kW.</summary>
    public decimal MaxKw { get; } = decimal.Parse(Point.MaxKw, CultureInfo.InvariantCulture);

    /// <summary>A meter that nobody gave a point is its own: measured directly since ever.</summary>
    public static PointSetup Of(MeterEntry meter, int lengthS, ValidationThresholds thresholds, IReadOnlyList<TimeSpanS> noSupply) => new(
        new MeteringPoint(meter.Id, null, meter.PointOfDelivery, null, null, PointRole.Customer, meter.Zone, meter.MaxKw, lengthS, true, null, null),
        [new Installation(meter.Id, meter.Id, long.MinValue, null, "1", "1", Wiring.SinglePhase, 6, "", "", "")], meter.Concentrator, thresholds, noSupply);

    /// <summary>The register's segments, and how many decimals the point's amounts have.</summary>
    /// <param name="obis">Which register.</param>
    /// <param name="decimalsOf">How many decimals a meter's register has.</param>
    public (List<RegisterSegment> Segments, int Decimals) Segments(Obis obis, Func<string, int> decimalsOf)
    {
        var parts = Installations.Select(one =>
        {
            var start = Shown(one.Start, obis);
            var end = Shown(one.End, obis);
            var shown = Math.Max(decimalsOf(one.Meter), Math.Max(start?.Decimals ?? 0, end?.Decimals ?? 0));
            var isPrimary = RegisterList.ParseCodes(one.Primary)!.Contains(obis);
            var ratio = isPrimary ? 1 : Multiplier.Of(obis, Multiplier.Parse(one.Ct)!, Multiplier.Parse(one.Pt)!);
            return (Row: one, Start: start, End: end, Shown: shown, Ratio: ratio, RatioDecimals: (int)Normal(ratio).Scale);
        }).ToList();
        var decimals = parts.Count == 0 ? 0 : parts.Max(static part => part.Shown + part.RatioDecimals);
        return (parts.ConvertAll(part => new RegisterSegment(
            part.Row.Meter, part.Row.From, part.Row.To ?? long.MaxValue,
            (long)(part.Ratio * Power(decimals - part.Shown)),
            (long)Power(part.Row.Digits + part.Shown),
            (long)Math.Ceiling(MaxKw * Thresholds.HighPercent / 100 / part.Ratio * Power(part.Shown)) + 1,
            Scaled(part.Start, part.Shown), Scaled(part.End, part.Shown))
        { Decimals = part.Shown, MayFall = obis.C == 16 }), decimals);
    }

    private static ExactDecimal? Shown(string list, Obis obis) => list.Length > 0 && RegisterList.Parse(list)!.TryGetValue(obis, out var value) ? value : null;

    private static long? Scaled(ExactDecimal? value, int decimals) => value is { } shown ? (long)(shown.ToDecimal() * Power(decimals)) : null;

    /// <summary>Without zeros at its end.</summary>
    private static decimal Normal(decimal value) => value / 1.000000000000000000000000000000000m;

    private static decimal Power(int exponent)
    {
        var power = 1m;
        for (; exponent > 0; exponent--) power *= 10;
        return power;
    }
}
