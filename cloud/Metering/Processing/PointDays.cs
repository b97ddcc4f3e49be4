using Wattline.Cloud.Metering.Completeness;
using Wattline.Cloud.Metering.Estimation;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Time;
using Wattline.Cloud.Metering.Validation;
using Wattline.Cloud.Metering.Versions;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>
/// Days of a point: intervals made of what was told, estimated where something is lacking, checked, and merged with what is there. What is needed of the
/// database is asked for by functions, so that nothing is read that is not needed. Keeps its memory; one for a thread.
/// </summary>
internal sealed class PointDays
{
    private static readonly Dictionary<string, ChannelReadings> _nothing = [];

    private readonly PointChannel _channel = new();
    private bool[] _measured = [];
    private long[] _amounts = [];
    private ulong[] _quality = [];

    /// <summary>Channels of a point that have intervals: what its meters' registers told, totals alone, for a bill takes the tariffs from registers.</summary>
    public static IEnumerable<Obis> ChannelsOf(IEnumerable<Obis> told) => told.Where(static obis => obis is { A: 1, D: 8, E: 0, F: 255 }).Distinct().Order();

    /// <summary>Makes days.</summary>
    /// <param name="setup">The point.</param>
    /// <param name="channels">Which channels.</param>
    /// <param name="told">What was told, by channel and meter.</param>
    /// <param name="from">First date.</param>
    /// <param name="to">Last date.</param>
    /// <param name="know">The number of a channel's series.</param>
    /// <param name="known">A day as it is there, or null: series, day.</param>
    /// <param name="past">Days as they are there: series, first, last.</param>
    /// <param name="like">Like days of a channel, or null when there are none.</param>
    /// <param name="proxy">The same of the point's proxy.</param>
    /// <param name="measured">What was measured last before a person set an interval: series, end.</param>
    /// <param name="now">Unix milliseconds.</param>
    /// <param name="result">Takes what is to be stored.</param>
    public void Make(
        PointSetup setup, IReadOnlyList<Obis> channels, IReadOnlyDictionary<Obis, Dictionary<string, ChannelReadings>> told, DateOnly from, DateOnly to,
        Func<Obis, long> know, Func<long, int, DayRow?> known, Func<long, int, int, IEnumerable<DayRow>> past, Func<Obis, LikeShape?> like, Func<Obis, LikeShape?> proxy, Func<long, long, ExactDecimal?> measured, long now, PointResult result)
    {
        var grid = IntervalGrid.Of(LocalDay.Of(from, setup.Zone).From, LocalDay.Of(to, setup.Zone).To, setup.Point.LengthS, setup.Zone);
        var counts = new Dictionary<DateOnly, PointDayCount>();
        foreach (var obis in channels)
        {
            var meters = told.TryGetValue(obis, out var some) ? some : _nothing;
            var begin = FirstTold(meters);
            _channel.Make(setup, obis, meters, grid);
            if (HasHoles(_channel.Sheet)) _channel.Make(setup, obis, meters, grid, like(obis), proxy(obis));
            foreach (var (meter, slot, _, quality) in _channel.Doubts) result.Flags.Add(new ReadingFlag(meter, obis, slot, quality));
            var series = know(obis);
            DayRow? yesterday = null, before = null;
            for (var date = from; date <= to; date = date.AddDays(1))
            {
                var day = IntervalGrid.Of(LocalDay.Of(date, setup.Zone), setup.Point.LengthS, setup.Zone);
                // Before anything was told, and before a meter was there to tell it, there is no day.
                if (day.To <= begin && !setup.IsExpected(day.From, day.To)) continue;
                var first = (int)((day.From - grid.From) / grid.LengthS);
                var number = DayRow.NumberOf(date);
                var made = Cut(series, number, day, first, now);
                // What was made just now counts before what was there: the same data make the same, in one go or day by day.
                Check(setup, made, Of(number - 2, before, yesterday) ?? known(series, number - 2), Of(number - 1, before, yesterday) ?? known(series, number - 1));
                if (Array.IndexOf(made.Origins, IntervalOrigin.Estimated) >= 0) FlagProlonged(setup, made, past, result);
                Merge(known(series, number), ref made, now, end => measured(series, end), result);
                (before, yesterday) = (yesterday, made);
                if (!counts.TryGetValue(date, out var count)) counts[date] = count = new PointDayCount(setup.Point.Id, date, setup.Point.Area, setup.Concentrator);
                count.Add(made, _channel.Received.Slice(first, day.Count), _channel.Causes.Slice(first, day.Count), setup.IsExpected);
                result.Intervals += day.Count;
            }
        }

        foreach (var count in counts.Values) result.Days.Add(count.Finish());
    }

    private static DayRow? Of(int number, DayRow? before, DayRow? yesterday) => yesterday?.Day == number ? yesterday : before?.Day == number ? before : null;

    private static long FirstTold(Dictionary<string, ChannelReadings> meters)
    {
        var first = long.MaxValue;
        foreach (var readings in meters.Values)
        {
            if (readings.Registers.Count > 0) first = Math.Min(first, readings.Registers.Keys[0]);
            if (readings.Profile.Count > 0) first = Math.Min(first, readings.Profile.Keys[0] - 1);
            foreach (var slot in readings.Absences.Keys) first = Math.Min(first, slot - 1);
        }

        return first;
    }

    private static bool HasHoles(IntervalSheet sheet)
    {
        foreach (var origin in sheet.Origins)
            if (origin is IntervalOrigin.Estimated or IntervalOrigin.Missing) return true;
        return false;
    }

    private DayRow Cut(long series, int number, IntervalGrid day, int first, long now)
    {
        var versions = new int[day.Count];
        Array.Fill(versions, 1);
        return new DayRow(
            series, number, day, _channel.Decimals, now, _channel.Sheet.Amounts.Slice(first, day.Count).ToArray(), _channel.Sheet.Origins.Slice(first, day.Count).ToArray(),
            _channel.Sheet.Quality.Slice(first, day.Count).ToArray(), versions);
    }

    private static void Merge(DayRow? old, ref DayRow made, long now, Func<long, ExactDecimal?> measured, PointResult result)
    {
        var next = DayMerge.Merge(old, made, now, result.Versions, measured);
        if (old is null) result.Added.Add(next);
        else if (!ReferenceEquals(next, old)) result.Changed.Add(next);
        made = next;
    }

    /// <summary>Estimates on more days in a row than the template allows.</summary>
    private static void FlagProlonged(PointSetup setup, DayRow made, Func<long, int, int, IEnumerable<DayRow>> past, PointResult result)
    {
        var most = setup.Thresholds.EstimatedDaysMax;
        if (most == 0) return;
        var days = past(made.Series, made.Day - most, made.Day - 1).Concat(result.Added).Concat(result.Changed)
            .Where(row => row.Series == made.Series && row.Day >= made.Day - most && row.Day < made.Day).ToLookup(static row => row.Day);
        for (var day = made.Day - most; day < made.Day; day++)
            if (!days[day].Any(static row => Array.IndexOf(row.Origins, IntervalOrigin.Estimated) >= 0)) return;
        for (var i = 0; i < made.Origins.Length; i++)
            if (made.Origins[i] == IntervalOrigin.Estimated) made.Quality[i] |= 1UL << QualityTable.ProlongedEstimation.Row;
    }

    private void Check(PointSetup setup, DayRow made, params ReadOnlySpan<DayRow?> before)
    {
        var history = 0;
        foreach (var day in before) history += day?.Amounts.Length ?? 0;
        var count = history + made.Amounts.Length;
        if (_measured.Length < count) (_measured, _amounts, _quality) = (new bool[count], new long[count], new ulong[count]);
        var at = 0;
        foreach (var day in before)
            if (day is not null) at = Take(day.Decimals == made.Decimals ? day : day.Decimals < made.Decimals ? day.WithDecimals(made.Decimals) : day with { Origins = new IntervalOrigin[day.Origins.Length] }, at);
        Take(made, at);
        long units = 1;
        for (var d = 0; d < made.Decimals; d++) units *= 10;
        IntervalRules.Check(new IntervalDay
        {
            Amounts = _amounts.AsSpan(0, count),
            Quality = _quality.AsSpan(0, count),
            Measured = _measured.AsSpan(0, count),
            History = history,
            LengthS = made.Grid.LengthS,
            UnitsPerKwh = units,
            MaxWatts = (long)(setup.MaxKw * 1_000),
            IsActive = setup.Point.IsActive,
            Thresholds = setup.Thresholds,
        });
        _quality.AsSpan(history, made.Quality.Length).CopyTo(made.Quality);
    }

    private int Take(DayRow day, int at)
    {
        day.Amounts.CopyTo(_amounts, at);
        day.Quality.CopyTo(_quality, at);
        for (var i = 0; i < day.Origins.Length; i++) _measured[at + i] = day.Origins[i] is IntervalOrigin.Registers or IntervalOrigin.Profile;
        return at + day.Amounts.Length;
    }
}
