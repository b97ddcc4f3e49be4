using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Validation;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>Checks of readings against each other at one moment: tariffs against their total, voltages and currents against their bounds, profiles against their grid.</summary>
internal static class ReadingChecks
{
    /// <summary>Adds what is doubted of a point's readings within its days.</summary>
    public static void Check(PointWork work, List<ReadingFlag> flags)
    {
        var range = work.Range;
        foreach (var (obis, meters) in work.Told)
            foreach (var (meter, readings) in meters)
            {
                if (obis is { A: 1, D: 7 }) Moments(work, meter, obis, readings, range, flags);
                else if (obis is { A: 1, D: 8, E: 0 }) Tariffs(work, meter, obis, readings, range, flags);
                if (readings.Profile.Count > 0) Profile(work, meter, obis, readings, range, flags);
            }
    }

    private static void Moments(PointWork work, string meter, Obis obis, ChannelReadings readings, TimeSpanS range, List<ReadingFlag> flags)
    {
        foreach (var (slot, told) in readings.Registers)
            if (slot > range.From && slot <= range.To && MomentRules.Check(obis, told.Value, work.Setup.Thresholds, work.Setup.WiringOf(meter, slot)) is var bits and not 0)
                flags.Add(new ReadingFlag(meter, obis, slot, new QualitySet(bits)));
    }

    private static void Tariffs(PointWork work, string meter, Obis total, ChannelReadings readings, TimeSpanS range, List<ReadingFlag> flags)
    {
        var rates = work.Told.Where(pair => pair.Key is { A: 1, D: 8, E: > 0 and <= 63 } && pair.Key.B == total.B && pair.Key.C == total.C)
            .Select(pair => pair.Value.GetValueOrDefault(meter)).OfType<ChannelReadings>().ToList();
        if (rates.Count == 0) return;
        var decimals = Math.Max(readings.Decimals, rates.Max(static rate => rate.Decimals));
        Span<long> tariffs = rates.Count <= 64 ? stackalloc long[rates.Count] : new long[rates.Count];
        foreach (var (slot, told) in readings.Registers)
        {
            if (slot <= range.From || slot > range.To || !told.Value.TryBring(decimals, out var sum)) continue;
            var isWhole = true;
            for (var i = 0; i < rates.Count && isWhole; i++)
                isWhole = rates[i].Registers.TryGetValue(slot, out var rate) && rate.IsFreeze == told.IsFreeze && rate.Value.TryBring(decimals, out tariffs[i]);
            if (isWhole && TariffSums.Check(sum, tariffs) is var bits and not 0) flags.Add(new ReadingFlag(meter, total, slot, new QualitySet(bits)));
        }
    }

    private static void Profile(PointWork work, string meter, Obis obis, ChannelReadings readings, TimeSpanS range, List<ReadingFlag> flags)
    {
        var last = long.MinValue;
        foreach (var (end, told) in readings.Profile)
        {
            var isOver = end - told.LengthS < last;
            last = end;
            if (end <= range.From || end > range.To) continue;
            if (isOver) flags.Add(new ReadingFlag(meter, obis, end, default(QualitySet).With(QualityTable.Overlap)));
            if (told.LengthS == 0 || work.Setup.Point.LengthS % told.LengthS != 0) flags.Add(new ReadingFlag(meter, obis, end, default(QualitySet).With(QualityTable.WrongLength)));
        }
    }
}
