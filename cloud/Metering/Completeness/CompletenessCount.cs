using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Completeness;

/// <summary>
/// Counts what came of a meter against what its plan promises: every channel of its template in every slot. It is told the outages,
/// then each current register once, in any order; what the plan does not promise is not counted.
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
    private readonly List<Outage> _outages = [];
    private readonly HashSet<(Obis, long)> _toldInOutages = [];

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
        foreach (var slot in Slots()) DayOf(slot).Expected += _channels.Count;
    }

    /// <summary>Tells slots of which nothing was written, for one cause. What is told of such a slot all the same counts as it is told.</summary>
    /// <param name="first">First slot, Unix seconds.</param>
    /// <param name="last">Last slot, Unix seconds.</param>
    /// <param name="everyS">Seconds from slot to slot of the plan then in use.</param>
    /// <param name="cause">Why; of several causes for a slot the first told counts.</param>
    public void Explain(long first, long last, int everyS, Quality cause) => _outages.Add(new Outage(first, last, everyS, cause));

    /// <summary>Tells one current register.</summary>
    public void Add(Obis obis, long slot, bool hasValue, QualitySet quality)
    {
        if (slot < _from || slot >= _to || slot % _plan.EveryS != 0 || !_channels.Contains(obis)) return;
        var day = DayOf(slot);
        if (hasValue) day.Stored++;
        else if (QualitySet.TryTake(ref quality, out var reason)) day.Explain(reason, 1);
        else return;
        if (OutageAt(slot) is not null) _toldInOutages.Add((obis, slot));
    }

    /// <summary>The report: asked for once, when all is told.</summary>
    public CompletenessReport Finish()
    {
        if (_outages.Count > 0)
        {
            foreach (var slot in Slots())
                if (OutageAt(slot) is { } outage) DayOf(slot).Explain(outage.Cause, _channels.Count(obis => !_toldInOutages.Contains((obis, slot))));
        }

        var days = _days.Select(pair => new CompletenessDay(
            pair.Key, pair.Value.Expected, pair.Value.Stored, pair.Value.Explained, pair.Value.Expected - pair.Value.Stored - pair.Value.Explained.Values.Sum())).ToList();
        var explained = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, count) in days.SelectMany(day => day.Explained)) explained[name] = explained.GetValueOrDefault(name) + count;
        return new CompletenessReport(
            _meter, DateTimeOffset.FromUnixTimeSeconds(_from), DateTimeOffset.FromUnixTimeSeconds(_to), _plan.EveryS, _channels.Count,
            days.Sum(day => day.Expected), days.Sum(day => day.Stored), explained, days.Sum(day => day.Missing), days);
    }

    private IEnumerable<long> Slots()
    {
        var first = _from + ((_plan.EveryS - (_from % _plan.EveryS)) % _plan.EveryS);
        for (var slot = first; slot < _to; slot += _plan.EveryS) yield return slot;
    }

    private Outage? OutageAt(long slot) => _outages.Find(outage => slot >= outage.First && slot <= outage.Last && slot % outage.EveryS == 0);

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

        public void Explain(Quality cause, long count)
        {
            if (count > 0) Explained[cause.Name] = Explained.GetValueOrDefault(cause.Name) + count;
        }
    }

    private sealed record Outage(long First, long Last, int EveryS, Quality Cause);
}
