using Wattline.Cloud.Metering.Processing;
using Wattline.Gateway.Domain;

namespace Wattline.Tests.Cloud.Metering.Tests.Processing;

/// <summary>Readings in memory, as ingestion would have stored them.</summary>
internal sealed class ToldList : IReadingSource
{
    private readonly Dictionary<(string, Obis, ReadingKind, int, long), ToldReading> _told = [];

    public List<ToldGap> Gaps { get; } = [];

    public void Add(ToldReading reading) => _told[(reading.Meter, reading.Obis, reading.Kind, reading.LengthS, reading.Slot)] = reading;

    public void Register(string meter, long slot, string? value, string obis = "1-0:1.8.0", Quality? reason = null, long delayS = 60, ReadingKind kind = ReadingKind.Register, int lengthS = 0) => Add(new ToldReading(
        meter, Obis.Parse(obis), kind, lengthS, slot, value is null ? null : ExactDecimal.Parse(value), reason is null ? default : default(QualitySet).With(reason), (slot + delayS) * 1_000));

    public void Remove(Func<ToldReading, bool> which)
    {
        foreach (var (key, reading) in _told.ToList())
            if (which(reading)) _told.Remove(key);
    }

    public void Stream(IReadOnlyCollection<string> meters, long from, long to, Action<ToldReading> each)
    {
        foreach (var reading in _told.Values.Where(one => meters.Contains(one.Meter) && one.Slot >= from && one.Slot <= to)
            .OrderBy(static one => one.Meter, StringComparer.Ordinal).ThenBy(static one => one.Obis).ThenBy(static one => one.Kind).ThenBy(static one => one.Slot)) each(reading);
    }

    public void StreamGaps(long from, long to, Action<ToldGap> each)
    {
        foreach (var gap in Gaps.Where(one => one.Last >= from && one.First <= to)) each(gap);
    }

    public long? SlotBefore(string meter, Obis obis, long moment, long limit) => Slots(meter, obis).Where(slot => slot < moment && slot >= limit).Select(static slot => (long?)slot).Max();

    public long? SlotAfter(string meter, Obis obis, long moment, long limit) => Slots(meter, obis).Where(slot => slot > moment && slot <= limit).Select(static slot => (long?)slot).Min();

    private IEnumerable<long> Slots(string meter, Obis obis) =>
        _told.Values.Where(one => one.Meter == meter && one.Obis == obis && one.Value is not null && one.Kind is ReadingKind.Register or ReadingKind.Freeze).Select(static one => one.Slot);
}
