using Wattline.Cloud.Metering.Estimation;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Outages;
using Wattline.Cloud.Metering.Time;
using Wattline.Cloud.Metering.Versions;
using Wattline.Cloud.Metering.Webhooks;
using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>
/// Makes days of points of what was told, whenever it is asked: the same again changes nothing, what came late makes new versions. A day whose registers are
/// lacking at an end is made together with the days up to where they are known again. Of processes one runs it by itself, under a lease.
/// </summary>
public sealed class MeterDataRun(Database database, IReadingSource source, TimeProvider wall, WebhookOutbox? outbox = null)
{
    /// <summary>Points of one transaction: it holds a connection for less than the seconds that a pause may last.</summary>
    public const int PointsOfBatch = 500;

    private const int DayS = 86_400;

    /// <summary>Makes days.</summary>
    /// <param name="from">First date, in each point's zone.</param>
    /// <param name="to">Last date.</param>
    /// <param name="points">Which points; null: all.</param>
    /// <param name="held">The lease under which it is done; a transaction of one that lost it does not commit. Null: a person asked for it.</param>
    /// <exception cref="LeaseLostException">Another works by now.</exception>
    public RunReport Run(DateOnly from, DateOnly to, IReadOnlyCollection<string>? points = null, LeaseGrant? held = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to.DayNumber - from.DayNumber, EstimationLimits.GapDaysMax);
        var report = new RunReport(0, 0, 0, 0, 0);
        // Runs of several threads at once (a person's edit beside the hourly one) have nothing in common but the database.
        var (days, copy) = (new PointDays(), new CopyRows());
        var gaps = new GapList();
        var (first, last) = (new DateTimeOffset(from.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero), new DateTimeOffset(to.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero));
        source.StreamGaps(first.AddDays(-EstimationLimits.GapDaysMax).ToUnixTimeSeconds(), last.AddDays(EstimationLimits.GapDaysMax).ToUnixTimeSeconds(), gaps.Add);
        var batches = database.Read(connection => PointSetups.Load(connection, points)).Chunk(PointsOfBatch).ToList();
        List<PointWork> Prepared(int batch) => Prepare(batches[batch], from, to, gaps);
        // A server reads for one batch while it writes another; a file does one thing at a time.
        var isAhead = database.Engine == StoreEngine.Postgres;
        Task<List<PointWork>>? next = null;
        try
        {
            for (var i = 0; i < batches.Count; i++)
            {
                var work = next is null ? Prepared(i) : next.GetAwaiter().GetResult();
                var after = i + 1;
                next = isAhead && after < batches.Count ? Task.Run(() => Prepared(after)) : null;
                report = report.With(Store(work, days, copy, held));
            }

            return report;
        }
        finally
        {
            // What failed meanwhile leaves nothing running.
            if (next is not null) Task.WaitAny(next);
        }
    }

    private List<PointWork> Prepare(PointSetup[] batch, DateOnly from, DateOnly to, GapList gaps)
    {
        var work = batch.Select(setup => new PointWork(setup, from, to)).ToList();
        Read(work);
        // A gap reaches beyond the range: such a point is made by itself, from where its registers are known to where they are again.
        var wider = work.FindAll(one => one.Widen(source));
        foreach (var one in wider) Read([one]);
        foreach (var one in work) one.Learn(gaps);
        return work;
    }

    private void Read(List<PointWork> work)
    {
        var byMeter = new Dictionary<string, List<PointWork>>(StringComparer.Ordinal);
        var (first, last) = (long.MaxValue, long.MinValue);
        foreach (var one in work)
        {
            one.Told.Clear();
            (first, last) = (Math.Min(first, one.Range.From - DayS), Math.Max(last, one.Range.To + DayS));
            foreach (var meter in one.Meters())
            {
                if (!byMeter.TryGetValue(meter, out var points)) byMeter[meter] = points = [];
                points.Add(one);
            }
        }

        if (byMeter.Count == 0) return;
        source.Stream(byMeter.Keys, first, last, reading =>
        {
            foreach (var one in byMeter[reading.Meter]) one.Add(reading);
        });
    }

    private RunReport Store(List<PointWork> work, PointDays days, CopyRows copy, LeaseGrant? held) => database.Write(connection =>
    {
        if (held is not null) LeaseRows.Hold(connection, held);
        var now = wall.GetUtcNow().ToUnixTimeMilliseconds();
        var book = new SeriesBook(connection, work.ConvertAll(static one => one.Setup.Point), work.Min(static one => one.From), work.Max(static one => one.To));
        var result = new PointResult();
        book.KnowAll(work.SelectMany(static one => one.Channels().Select(obis => (one.Setup.Point.Id, obis, one.Setup.Point.LengthS))));
        foreach (var one in work)
        {
            var point = one.Setup.Point;
            days.Make(
                one.Setup, one.Channels(), one.Told, one.From, one.To, obis => book.IdOf(point.Id, obis, point.LengthS), book.Day, book.Past, obis => book.Like(point, one.Setup.Zone, obis, one.From, one.To),
                obis => book.Proxy(point, obis, one.From, one.To), (series, end) => VersionRows.Measured(connection, series, end), now, result);
        }

        foreach (var one in work) ReadingChecks.Check(one, result.Flags);
        DayRows.Add(connection, result.Added, copy);
        foreach (var row in result.Changed) DayRows.Put(connection, row);
        foreach (var version in result.Versions) VersionRows.Add(connection, version);
        Completeness.PointDayRows.PutAll(connection, result.Days);
        FlagRows.Replace(connection, work, result.Flags);
        foreach (var one in work)
            foreach (var (meter, time) in one.Darkness) SupplyRows.Put(connection, one.Setup.Point.Id, time.From, time.To, meter);
        if (outbox is not null)
            foreach (var row in result.Added.Concat(result.Changed)) WebhookOutbox.Add(connection, book.Series(row.Series), row, now);
        return new RunReport(work.Count, result.Intervals, result.Added.Count, result.Changed.Count, result.Versions.Count);
    });
}
