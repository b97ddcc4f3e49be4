using Wattline.Cloud.Metering.Estimation;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Time;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>A point on its way through a run: the days that are to be made, and what was told of its meters.</summary>
internal sealed class PointWork(PointSetup setup, DateOnly from, DateOnly to)
{
    private const int DayS = 86_400;

    public PointSetup Setup { get; } = setup;

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

    public void Add(in ToldReading reading)
    {
        if (!Told.TryGetValue(reading.Obis.AsRegister(), out var meters)) Told[reading.Obis.AsRegister()] = meters = new Dictionary<string, ChannelReadings>(StringComparer.Ordinal);
        if (!meters.TryGetValue(reading.Meter, out var readings)) meters[reading.Meter] = readings = new ChannelReadings();
        readings.Add(reading);
    }

    /// <summary>Reaches out to where registers are known, when they are not at the days' ends.</summary>
    /// <returns>Whether the days are more now.</returns>
    public bool Widen(IReadingSource source)
    {
        var range = Range;
        var (first, last) = (From, To);
        var slots = Told.Where(static pair => pair.Key is { D: 8, E: 0 }).SelectMany(static pair => pair.Value.Values).SelectMany(static readings => readings.Registers.Keys).ToHashSet();
        if (!slots.Contains(range.From) && !Setup.Installations.Any(one => one.From == range.From))
            foreach (var one in Setup.Installations.Where(one => one.From < range.From && (one.To ?? long.MaxValue) >= range.From))
                if (source.SlotBefore(one.Meter, range.From, range.From - EstimationLimits.GapDaysMax * (long)DayS) is { } slot) first = Min(first, slot);
        if (!slots.Contains(range.To) && !Setup.Installations.Any(one => one.To == range.To))
            foreach (var one in Setup.Installations.Where(one => one.From <= range.To && (one.To ?? long.MaxValue) > range.To))
                if (source.SlotAfter(one.Meter, range.To, range.To + EstimationLimits.GapDaysMax * (long)DayS) is { } slot) last = Max(last, slot);
        if (first == From && last == To) return false;
        (From, To) = (first, last);
        return true;
    }

    private DateOnly Min(DateOnly date, long slot) => DateOf(slot + 1) is var other && other < date ? other : date;

    private DateOnly Max(DateOnly date, long slot) => DateOf(slot) is var other && other > date ? other : date;

    private DateOnly DateOf(long end) => LocalDay.Closing(end, Setup.Zone).Date;
}
