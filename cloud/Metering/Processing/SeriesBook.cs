using Wattline.Cloud.Metering.Estimation;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Points;
using Wattline.Cloud.Metering.Versions;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>The series and days that a transaction works on, read at one go; like days and proxies when they are asked for.</summary>
internal sealed class SeriesBook
{
    /// <summary>Days before the first that checks look back into.</summary>
    private const int HistoryDays = 2;

    private readonly StoreConnection _connection;
    private readonly Dictionary<(string Point, Obis Obis, int LengthS), IntervalSeries> _series = [];
    private readonly Dictionary<(long Series, int Day), DayRow> _days = [];

    public SeriesBook(StoreConnection connection, List<MeteringPoint> points, DateOnly from, DateOnly to)
    {
        _connection = connection;
        foreach (var series in DayRows.SeriesOf(connection, points.ConvertAll(static point => point.Id))) _series[(series.Point, series.Obis, series.LengthS)] = series;
        foreach (var row in DayRows.Load(connection, _series.Values.ToDictionary(static series => series.Id), DayRow.NumberOf(from) - HistoryDays, DayRow.NumberOf(to)))
            _days[(row.Series, row.Day)] = row;
    }

    public IntervalSeries Series(long id) => _series.Values.First(one => one.Id == id);

    public DayRow? Day(long series, int day) => _days.GetValueOrDefault((series, day));

    /// <summary>Days of a series as they are there.</summary>
    public IEnumerable<DayRow> Past(long series, int from, int to) =>
        _series.Values.FirstOrDefault(one => one.Id == series) is { } found ? DayRows.Load(_connection, new Dictionary<long, IntervalSeries> { [series] = found }, from, to) : [];

    public long IdOf(string point, Obis obis, int lengthS) => _series[(point, obis, lengthS)].Id;

    /// <summary>Makes what is not there yet.</summary>
    public void KnowAll(IEnumerable<(string Point, Obis Obis, int LengthS)> wanted)
    {
        var missing = wanted.Where(key => !_series.ContainsKey(key)).Distinct().ToList();
        foreach (var (key, id) in DayRows.KnowAll(_connection, missing)) _series[key] = new IntervalSeries(id, key.Point, key.Obis, key.LengthS);
    }

    /// <summary>The like days of a channel; null when nothing of it was measured before.</summary>
    public LikeShape? Like(MeteringPoint point, TimeZoneInfo zone, Obis obis, DateOnly from, DateOnly to)
    {
        var rows = Rows(point.Id, obis, point.LengthS, from.AddDays(-EstimationLimits.LikeDaysBackMax), to);
        if (rows.Count == 0) return null;
        var decimals = rows.Max(static row => row.Decimals);
        var days = new LikeDays(zone, point.LengthS);
        foreach (var row in rows.Select(row => row.WithDecimals(decimals)))
            for (var i = 0; i < row.Amounts.Length; i++)
                if (IsMeasured(row, i)) days.Add(row.Grid.EndOf(i), row.Amounts[i]);
        return new LikeShape(days.MeanAt, decimals);
    }

    /// <summary>The proxy's intervals of the same time; null when it has none.</summary>
    public LikeShape? Proxy(MeteringPoint point, Obis obis, DateOnly from, DateOnly to)
    {
        if (point.Proxy is null) return null;
        var rows = Rows(point.Proxy, obis, point.LengthS, from.AddDays(-1), to.AddDays(1));
        if (rows.Count == 0) return null;
        var decimals = rows.Max(static row => row.Decimals);
        var amounts = new Dictionary<long, long>();
        foreach (var row in rows.Select(row => row.WithDecimals(decimals)))
            for (var i = 0; i < row.Amounts.Length; i++)
                if (IsMeasured(row, i)) amounts[row.Grid.EndOf(i)] = row.Amounts[i];
        return new LikeShape(end => amounts.GetValueOrDefault(end, Shapes.Unknown), decimals);
    }

    /// <summary>Measured, and nothing that a bill must not rest on is against it: an estimate is not made of doubts.</summary>
    private static bool IsMeasured(DayRow row, int index) =>
        row.Origins[index] is IntervalOrigin.Registers or IntervalOrigin.Profile && !new QualitySet(row.Quality[index]).BlocksBill;

    private List<DayRow> Rows(string point, Obis obis, int lengthS, DateOnly from, DateOnly to)
    {
        if (DayRows.SeriesOf(_connection, [point]).FirstOrDefault(series => series.Obis == obis && series.LengthS == lengthS) is not { } found) return [];
        return [.. DayRows.Load(_connection, new Dictionary<long, IntervalSeries> { [found.Id] = found }, DayRow.NumberOf(from), DayRow.NumberOf(to))];
    }
}
