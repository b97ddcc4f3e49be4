using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Completeness;

/// <summary>
/// Counts what came of a meter against what its plan promises: every channel of its template in every slot. It is told each
/// current register once, in any order; what the plan does not promise is not counted.
/// </summary>
public sealed class CompletenessCount
{
    /// <summary>Days of one report: a year and a month, to compare a month with the year before.</summary>
    public const int DaysMax = 400;

    private readonly PlanVersion _plan;
    private readonly string _meter;
    private readonly TimeZoneInfo _zone;
    private readonly long _from;
    private readonly long _to;
    private readonly HashSet<Obis> _channels;
    private readonly SortedDictionary<DateOnly, Day> _days = [];

    /// <param name="plan">The plan that holds the meter.</param>
    /// <param name="meter">The meter's id.</param>
    /// <param name="zone">The zone in which its days are counted.</param>
    /// <param name="from">First slot, Unix seconds.</param>
    /// <param name="to">End, Unix seconds, itself not included; at most <see cref="DaysMax"/> days later.</param>
    public CompletenessCount(PlanVersion plan, string meter, TimeZoneInfo zone, long from, long to)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to - from, DaysMax * 86_400L);
        _plan = plan;
        _meter = meter;
        _zone = zone;
        _from = from;
        _to = to;
        var planned = plan.Meters.FirstOrDefault(m => m.Id == meter);
        _channels = planned is null
            ? []
            : plan.Templates[planned.Template].Reads.SelectMany(read => read.Channels).Select(channel => Obis.Parse(channel.Obis)).ToHashSet();
        var first = from + ((plan.EveryS - (from % plan.EveryS)) % plan.EveryS);
        for (var slot = first; slot < to; slot += plan.EveryS) DayOf(slot).Expected += _channels.Count;
    }

    /// <summary>Tells one current register.</summary>
    public void Add(Obis obis, long slot, bool hasValue, QualitySet quality)
    {
        if (slot < _from || slot >= _to || slot % _plan.EveryS != 0 || !_channels.Contains(obis)) return;
        var day = DayOf(slot);
        if (hasValue) day.Stored++;
        else if (QualitySet.TryTake(ref quality, out var reason)) day.Explained[reason.Name] = day.Explained.GetValueOrDefault(reason.Name) + 1;
    }

    /// <summary>The report.</summary>
    public CompletenessReport Finish()
    {
        var days = _days.Select(pair => new CompletenessDay(
            pair.Key, pair.Value.Expected, pair.Value.Stored, pair.Value.Explained, pair.Value.Expected - pair.Value.Stored - pair.Value.Explained.Values.Sum())).ToList();
        var explained = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, count) in days.SelectMany(day => day.Explained)) explained[name] = explained.GetValueOrDefault(name) + count;
        return new CompletenessReport(
            _meter, DateTimeOffset.FromUnixTimeSeconds(_from), DateTimeOffset.FromUnixTimeSeconds(_to), _plan.EveryS, _channels.Count,
            days.Sum(day => day.Expected), days.Sum(day => day.Stored), explained, days.Sum(day => day.Missing), days);
    }

    private Day DayOf(long slot)
    {
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(slot), _zone).DateTime);
        if (!_days.TryGetValue(date, out var day)) _days[date] = day = new Day();
        return day;
    }

    private sealed class Day
    {
        public long Expected { get; set; }

        public long Stored { get; set; }

        public SortedDictionary<string, long> Explained { get; } = new(StringComparer.Ordinal);
    }
}
