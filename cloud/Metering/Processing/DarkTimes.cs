using Wattline.Cloud.Metering.Intervals;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>
/// Times without supply by what meters' load records pass over: between two slots that follow each other and both had none (docs/uplink.md, cause 10), as long as
/// nothing was shown between them.
/// </summary>
internal static class DarkTimes
{
    /// <summary>Two slots that are further apart do not follow each other: the longest slot that a plan has.</summary>
    private const int StepMaxS = 3_600;

    public static IEnumerable<(string Meter, TimeSpanS Time)> Of(IReadOnlyDictionary<Obis, Dictionary<string, ChannelReadings>> told, PointSetup setup)
    {
        foreach (var meter in setup.Installations.Select(static one => one.Meter).Distinct())
        {
            var channels = told.Values.Where(meters => meters.ContainsKey(meter)).Select(meters => meters[meter]).ToList();
            var dark = new SortedSet<long>(channels.SelectMany(static one => one.Absences).Where(static one => one.Value.Has(QualityTable.NoSupply)).Select(static one => one.Key));
            var spans = setup.Gaps.Where(gap => gap.Meter == meter && gap.Cause == QualityTable.NoSupply).Select(static gap => new TimeSpanS(gap.First, gap.Last)).ToList();
            foreach (var span in spans) dark.UnionWith([span.From, span.To]);
            if (dark.Count < 2) continue;
            var shown = channels.SelectMany(static one => one.Registers.Keys).Order().ToArray();
            var last = dark.Min;
            foreach (var slot in dark)
            {
                var hasGap = spans.Exists(span => span.From <= last && slot <= span.To);
                if (slot > last && (hasGap || slot - last <= StepMaxS) && !HasBetween(shown, last, slot)) spans.Add(new TimeSpanS(last, slot));
                last = slot;
            }

            foreach (var span in TimeSpanS.Union(spans)) yield return (meter, span);
        }
    }

    private static bool HasBetween(long[] shown, long from, long to)
    {
        var place = Array.BinarySearch(shown, from);
        if (place < 0) place = ~place;
        return place < shown.Length && shown[place] <= to;
    }
}
