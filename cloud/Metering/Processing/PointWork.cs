using Wattline.Cloud.Metering.Estimation;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Time;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>A point on its way through a run: the days that are to be made, and what was told of its meters.</summary>
internal sealed class PointWork(PointSetup setup, DateOnly from, DateOnly to)
{
    private const int DayS = 86_400;

    private readonly IReadOnlyList<TimeSpanS> _noSupply = setup.NoSupply;

    public PointSetup Setup { get; private set; } = setup;

    /// <summary>Times without supply that meters' memories told of slot by slot, and that nobody told of otherwise: meter, time.</summary>
    public List<(string Meter, TimeSpanS Time)> Darkness { get; } = [];

    /// <summary>First date.</summary>
    public DateOnly From { get; private set; } = from;

    /// <summary>Last date.</summary>
    public DateOnly To { get; private set; } = to;

    /// <summary>What was told, by channel and meter.</summary>
    public Dictionary<Obis, Dictionary<string, ChannelReadings>> Told { get; } = [];

    /// <summary>The moments of its days.</summary>
    public TimeSpanS Range => new(LocalDay.Of(From, Setup.Zone).From, LocalDay.Of(To, Setup.Zone).To);

    /// <summary>Meters that were there in the days.</summary>
    public IEnumerable<string> Meters() => Setup.Installations.Where(one => one.From <= Range.To + DayS && (one.To ?? long.MaxValue) >= Range.From - DayS).Select(static one => one.Meter).Distinct();

    /// <summary>The channels that have intervals: what was told, and what was to be.</summary>
    public IReadOnlyList<Obis> Channels()
    {
        var range = Range;
        var expected = Setup.Installations.Where(one => range.To > Setup.Since && one.From < range.To && (one.To ?? long.MaxValue) > range.From)
            .SelectMany(one => Setup.Duties.TryGetValue(one.Meter, out var duty) ? duty.Registers : []);
        return [.. PointDays.ChannelsOf(Told.Keys.Concat(expected))];
    }

    public void Add(in ToldReading reading)
    {
        if (!Told.TryGetValue(reading.Obis.AsRegister(), out var meters)) Told[reading.Obis.AsRegister()] = meters = new Dictionary<string, ChannelReadings>(StringComparer.Ordinal);
        if (!meters.TryGetValue(reading.Meter, out var readings)) meters[reading.Meter] = readings = new ChannelReadings();
        readings.Add(reading);
    }

    /// <summary>Takes what explains slots at one go, and finds the times without supply.</summary>
    public void Learn(GapList gaps)
    {
        Darkness.Clear();
        Setup = Setup with { Gaps = gaps.Of(Setup) };
        var known = _noSupply.Select(End).ToList();
        foreach (var (meter, time) in DarkTimes.Of(Told, Setup))
            if (known.Sum(one => one.Common(time.From, time.To)) < time.To - time.From) Darkness.Add((meter, time));
        Setup = Setup with { NoSupply = TimeSpanS.Union(known.Concat(Darkness.Select(static one => one.Time))) };
    }

    /// <summary>A failure that nobody told the end of ended at the latest when the meter answered again.</summary>
    private TimeSpanS End(TimeSpanS gap)
    {
        if (gap.To != long.MaxValue) return gap;
        foreach (var readings in Told.Values.SelectMany(static meters => meters.Values))
            foreach (var (slot, register) in readings.Registers)
                if (register.WasRead && slot > gap.From && slot < gap.To) gap = gap with { To = slot };
        return gap;
    }

    /// <summary>Reaches out to where registers are known, when they are not at the days' ends.</summary>
    /// <returns>Whether the days are more now.</returns>
    public bool Widen(IReadingSource source)
    {
        var range = Range;
        var (first, last) = (From, To);
        foreach (var obis in Channels())
        {
            var slots = Told.GetValueOrDefault(obis)?.Values.SelectMany(static readings => readings.Registers.Keys).ToHashSet() ?? [];
            if (!slots.Contains(range.From) && !Setup.Installations.Any(one => one.From == range.From))
                foreach (var one in Setup.Installations.Where(one => one.From < range.From && (one.To ?? long.MaxValue) >= range.From))
                    if (source.SlotBefore(one.Meter, obis, range.From, range.From - EstimationLimits.GapDaysMax * (long)DayS) is { } slot) first = Min(first, slot);
            if (!slots.Contains(range.To) && !Setup.Installations.Any(one => one.To == range.To))
                foreach (var one in Setup.Installations.Where(one => one.From <= range.To && (one.To ?? long.MaxValue) > range.To))
                    if (source.SlotAfter(one.Meter, obis, range.To, range.To + EstimationLimits.GapDaysMax * (long)DayS) is { } slot) last = Max(last, slot);
        }

        if (first == From && last == To) return false;
        (From, To) = (first, last);
        return true;
    }

    private DateOnly Min(DateOnly date, long slot) => DateOf(slot + 1) is var other && other < date ? other : date;

    private DateOnly Max(DateOnly date, long slot) => DateOf(slot) is var other && other > date ? other : date;

    private DateOnly DateOf(long end) => LocalDay.Closing(end, Setup.Zone).Date;
}
