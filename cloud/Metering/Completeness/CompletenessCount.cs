using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Completeness;

/// <summary>
/// Counts what came of a meter against what its plan promises: every channel of its template in every slot. Each slot is counted by the plan
/// that was in force then: the newest made by that moment (a version is numbered by the second in which it is made), the oldest before all.
/// It is told the outages, then each current register once, in any order; what the plan does not promise is not counted.
/// </summary>
public sealed class CompletenessCount
{
    /// <summary>Days of one report: a year and a month, to compare a month with the year before.</summary>
    public const int DaysMax = 400;

    private readonly List<Part> _parts = [];
    private readonly string _meter;
    private readonly TimeZoneInfo _zone;
    private readonly long _from;
    private readonly long _to;
    private readonly SortedDictionary<DateOnly, Day> _days = [];
    private readonly List<Outage> _outages = [];
    private readonly HashSet<(Obis, long)> _toldInOutages = [];
    private readonly HashSet<(Obis Obis, long Slot)> _remembered = [];
    private readonly HashSet<long> _dark = [];

    /// <param name="plans">The versions of its concentrator's plan, oldest first; one at least.</param>
    /// <param name="meter">The meter's id.</param>
    /// <param name="zone">The zone in which its days are counted.</param>
    /// <param name="from">First slot, Unix seconds.</param>
    /// <param name="to">End, Unix seconds, itself not included; at most <see cref="DaysMax"/> days later.</param>
    public CompletenessCount(IReadOnlyList<PlanVersion> plans, string meter, TimeZoneInfo zone, long from, long to)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentOutOfRangeException.ThrowIfZero(plans.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to - from, DaysMax * 86_400L);
        _meter = meter;
        _zone = zone;
        _from = from;
        _to = to;
        for (var i = 0; i < plans.Count; i++)
        {
            var (first, end) = (i == 0 ? from : Math.Max(from, plans[i].Version), i + 1 < plans.Count ? Math.Min(to, plans[i + 1].Version) : to);
            if (first < end || i + 1 == plans.Count) _parts.Add(new Part(first, end, plans[i].EveryS, Channels(plans[i], meter)));
        }

        foreach (var part in _parts)
            foreach (var slot in part.Slots()) DayOf(slot).Expected += part.Channels.Count;
    }

    /// <summary>Tells slots of which nothing was written, for one cause. What is told of such a slot all the same counts as it is told.</summary>
    /// <param name="first">First slot, Unix seconds.</param>
    /// <param name="last">Last slot, Unix seconds.</param>
    /// <param name="everyS">Seconds from slot to slot of the plan then in use.</param>
    /// <param name="cause">Why; of several causes for a slot the first told counts.</param>
    public void Explain(long first, long last, int everyS, Quality cause) => _outages.Add(new Outage(first, last, everyS, cause));

    /// <summary>Tells what the meter kept of a slot, before the registers are told: it counts where the register was not read.</summary>
    public void AddRemembered(Obis obis, long slot, bool hasValue, QualitySet quality)
    {
        if (!IsPromised(obis, slot)) return;
        if (hasValue) _remembered.Add((obis, slot));
        else if (quality.Has(QualityTable.NoSupply)) _dark.Add(slot);
    }

    /// <summary>Tells slots at which the meter's memory says that it had no supply, before the registers are told: that is the cause where one was not read.</summary>
    /// <param name="first">First slot, Unix seconds.</param>
    /// <param name="last">Last slot.</param>
    /// <param name="everyS">Seconds from slot to slot.</param>
    public void AddDarkness(long first, long last, int everyS)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(everyS, 1);
        Explain(first, last, everyS, QualityTable.NoSupply);
        var start = Math.Max(first, _from);
        for (var slot = start + (everyS - start % everyS) % everyS; slot <= last && slot < _to; slot += everyS) _dark.Add(slot);
    }

    /// <summary>Tells one current register.</summary>
    public void Add(Obis obis, long slot, bool hasValue, QualitySet quality)
    {
        if (!IsPromised(obis, slot)) return;
        if (hasValue) _remembered.Remove((obis, slot));
        else if (_remembered.Contains((obis, slot))) return;
        else if (_dark.Contains(slot)) quality = default(QualitySet).With(QualityTable.NoSupply);
        var day = DayOf(slot);
        if (hasValue) day.Stored++;
        else if (QualitySet.TryTake(ref quality, out var reason)) day.Explain(reason, 1);
        else return;
        if (OutageAt(slot) is not null) _toldInOutages.Add((obis, slot));
    }

    /// <summary>The report: asked for once, when all is told.</summary>
    public CompletenessReport Finish()
    {
        foreach (var (obis, slot) in _remembered)
        {
            DayOf(slot).Stored++;
            _toldInOutages.Add((obis, slot));
        }

        if (_outages.Count > 0)
        {
            foreach (var part in _parts)
                foreach (var slot in part.Slots())
                    if (OutageAt(slot) is { } outage) DayOf(slot).Explain(_dark.Contains(slot) ? QualityTable.NoSupply : outage.Cause, part.Channels.Count(obis => !_toldInOutages.Contains((obis, slot))));
        }

        var days = _days.Select(pair => new CompletenessDay(
            pair.Key, pair.Value.Expected, pair.Value.Stored, pair.Value.Explained, pair.Value.Expected - pair.Value.Stored - pair.Value.Explained.Values.Sum())).ToList();
        var explained = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, count) in days.SelectMany(day => day.Explained)) explained[name] = explained.GetValueOrDefault(name) + count;
        return new CompletenessReport(
            _meter, DateTimeOffset.FromUnixTimeSeconds(_from), DateTimeOffset.FromUnixTimeSeconds(_to), _parts[^1].EveryS, _parts[^1].Channels.Count,
            days.Sum(day => day.Expected), days.Sum(day => day.Stored), explained, days.Sum(day => day.Missing), days, _remembered.Count);
    }

    private static HashSet<Obis> Channels(PlanVersion plan, string meter) => plan.Meters.FirstOrDefault(m => m.Id == meter) is { } planned
        ? plan.Templates[planned.Template].Reads.SelectMany(read => read.Channels).Select(channel => Obis.Parse(channel.Obis)).ToHashSet()
        : [];

    private bool IsPromised(Obis obis, long slot) =>
        _parts.Find(part => slot >= part.First && slot < part.End) is { } part && slot % part.EveryS == 0 && part.Channels.Contains(obis);

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

    /// <summary>A part of the range that one plan was in force for; its end is not in it.</summary>
    private sealed record Part(long First, long End, int EveryS, HashSet<Obis> Channels)
    {
        public IEnumerable<long> Slots()
        {
            for (var slot = First + ((EveryS - (First % EveryS)) % EveryS); slot < End; slot += EveryS) yield return slot;
        }
    }

    private sealed record Outage(long First, long Last, int EveryS, Quality Cause);
}
