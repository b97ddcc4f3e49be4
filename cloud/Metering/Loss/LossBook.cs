using System.Globalization;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Points;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Metering.Versions;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Loss;

/// <summary>Line losses of transformer areas (台区线损), and who may be behind them.</summary>
public sealed class LossBook(Database database)
{
    private static readonly Obis _taken = Obis.Parse("1-0:1.8.0");
    private static readonly Obis _fed = Obis.Parse("1-0:2.8.0");

    /// <summary>The balance of each area on a day; areas without a sum meter have none.</summary>
    public IReadOnlyList<AreaBalance> Balances(DateOnly date) => database.Read(connection =>
    {
        var areas = new AreaTable().Load(connection).ToList();
        var points = new PointTable().Load(connection).Where(static point => point.Area is not null).ToList();
        var days = Days(connection, points, date, date).ToDictionary(static one => (one.Series.Point, one.Series.Obis), static one => one.Row);
        var byArea = points.ToLookup(static point => point.Area!, StringComparer.Ordinal);
        var balances = new List<AreaBalance>();
        foreach (var area in areas)
        {
            if (!byArea[area.Id].Any(static point => point.Role == PointRole.Sum)) continue;
            decimal supplied = 0, taken = 0;
            var incomplete = new List<string>();
            foreach (var point in byArea[area.Id])
            {
                if (point.Role == PointRole.Inner) continue;
                var (into, from) = (Sum(point, _taken), Sum(point, _fed));
                supplied += point.Role == PointRole.Sum ? into : from;
                taken += point.Role == PointRole.Sum ? from : into;
            }

            // What the sum meters of areas below were fed was passed on.
            foreach (var below in areas.Where(other => other.Parent == area.Id))
                foreach (var point in byArea[below.Id].Where(static point => point.Role == PointRole.Sum))
                {
                    taken += Sum(point, _taken);
                    supplied += Sum(point, _fed);
                }

            balances.Add(new AreaBalance(area.Id, date, supplied, taken, [.. incomplete.Distinct()], decimal.Parse(area.LossPercentMax, CultureInfo.InvariantCulture)));

            decimal Sum(MeteringPoint point, Obis obis)
            {
                if (!days.TryGetValue((point.Id, obis), out var row))
                {
                    // A point without generation has no register of it.
                    if (obis == _taken) incomplete.Add(point.Id);
                    return 0;
                }

                if (Array.Exists(row.Origins, static origin => origin == IntervalOrigin.Missing)) incomplete.Add(point.Id);
                return row.Amounts.Sum(static amount => (decimal)amount) / Power(row.Decimals);
            }
        }

        return balances;
    });

    /// <summary>The customers of an area, the most suspect first.</summary>
    /// <param name="area">Which area.</param>
    /// <param name="from">First date.</param>
    /// <param name="to">Last date.</param>
    /// <param name="signals">What else is known of points, by point.</param>
    public IReadOnlyList<Suspect> Suspects(string area, DateOnly from, DateOnly to, IReadOnlyDictionary<string, SuspectSignals>? signals = null) => database.Read(connection =>
    {
        var points = new PointTable().Load(connection).Where(point => point.Area == area && point.Role != PointRole.Inner).ToList();
        var amounts = Days(connection, points, from, to).ToLookup(static one => (one.Series.Point, one.Series.Obis), static one => one.Row);
        var ends = points.Where(static point => point.Role == PointRole.Sum).SelectMany(point => amounts[(point.Id, _taken)]).SelectMany(static row => Enumerable.Range(0, row.Grid.Count).Select(row.Grid.EndOf)).Distinct().Order().ToList();
        var place = ends.Select(static (end, i) => (end, i)).ToDictionary(static pair => pair.end, static pair => pair.i);
        var loss = new double[ends.Count];
        foreach (var point in points.Where(static point => point.Role == PointRole.Sum))
        {
            Add(point.Id, _taken, loss, 1);
            Add(point.Id, _fed, loss, -1);
        }

        var customers = points.Where(static point => point.Role == PointRole.Customer).ToList();
        var used = customers.ConvertAll(point =>
        {
            var own = new double[ends.Count];
            Add(point.Id, _taken, own, 1);
            Add(point.Id, _taken, loss, -1);
            Add(point.Id, _fed, loss, 1);
            return own;
        });
        var told = customers.ToDictionary(static point => point.Id, point => (signals?.GetValueOrDefault(point.Id) ?? new SuspectSignals()) with
        {
            ReverseEnergyKwh = point.HasGeneration ? 0 : amounts[(point.Id, _fed)].Sum(static row => row.Amounts.Sum(static amount => (double)amount) / (double)Power(row.Decimals)),
        }, StringComparer.Ordinal);
        return SuspectRanking.Rank(loss, customers.ConvertAll(static point => point.Id), used, told);

        void Add(string point, Obis obis, double[] into, int sign)
        {
            foreach (var row in amounts[(point, obis)])
                for (var i = 0; i < row.Amounts.Length; i++)
                    if (place.TryGetValue(row.Grid.EndOf(i), out var at)) into[at] += sign * row.Amounts[i] / (double)Power(row.Decimals);
        }
    });

    private static IEnumerable<(IntervalSeries Series, DayRow Row)> Days(StoreConnection connection, List<MeteringPoint> points, DateOnly from, DateOnly to)
    {
        var series = new Dictionary<long, IntervalSeries>();
        foreach (var some in points.Chunk(Processing.MeterDataRun.PointsOfBatch))
            foreach (var one in DayRows.SeriesOf(connection, Array.ConvertAll(some, static point => point.Id)))
                if (one.Obis == _taken || one.Obis == _fed) series[one.Id] = one;
        foreach (var some in series.Values.Chunk(Processing.MeterDataRun.PointsOfBatch))
            foreach (var row in DayRows.Load(connection, some.ToDictionary(static one => one.Id), DayRow.NumberOf(from), DayRow.NumberOf(to)))
                yield return (series[row.Series], row);
    }

    private static decimal Power(int decimals)
    {
        var power = 1m;
        for (var i = 0; i < decimals; i++) power *= 10;
        return power;
    }
}
