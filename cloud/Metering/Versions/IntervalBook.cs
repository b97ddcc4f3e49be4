using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Metering.Time;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Versions;

/// <summary>Intervals of points: read, with every version; set by a person; estimated again.</summary>
public sealed class IntervalBook(Database database, MeterDataRun run, TimeProvider wall)
{
    /// <summary>Days of one answer: a year and a month.</summary>
    public const int DaysMax = 400;

    /// <summary>The channels that have intervals.</summary>
    public IReadOnlyList<IntervalSeries> SeriesOf(string point) => database.Read(connection => DayRows.SeriesOf(connection, [point]).ToList());

    /// <summary>Hands out intervals by time, of days from one date to another, both with them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More than <see cref="DaysMax"/> days.</exception>
    public void Stream(IntervalSeries series, DateOnly from, DateOnly to, Action<IntervalView> each)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(each);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to.DayNumber - (long)from.DayNumber, DaysMax, nameof(to));
        database.Read(connection =>
        {
            foreach (var row in DayRows.Load(connection, new Dictionary<long, IntervalSeries> { [series.Id] = series }, DayRow.NumberOf(from), DayRow.NumberOf(to)))
                for (var i = 0; i < row.Amounts.Length; i++) each(IntervalView.Of(row, i));
            return 0;
        });
    }

    /// <summary>All intervals of days.</summary>
    public IReadOnlyList<IntervalView> Read(IntervalSeries series, DateOnly from, DateOnly to)
    {
        var views = new List<IntervalView>();
        Stream(series, from, to, views.Add);
        return views;
    }

    /// <summary>All versions of an interval, by number; none when there is no such interval.</summary>
    public IReadOnlyList<IntervalVersion> Versions(IntervalSeries series, long end, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(series);
        return database.Read(connection =>
        {
            var versions = VersionRows.Of(connection, series.Id, end);
            if (versions.Count > 0) return versions;
            return Find(connection, series, end, zone) is var (row, index) ? [DayMerge.Of(row, index, row.MadeMs, "first made")] : versions;
        });
    }

    /// <summary>A person sets an interval. The checks of its day run again.</summary>
    public EditOutcome Edit(IntervalSeries series, TimeZoneInfo zone, IntervalEdit edit)
    {
        ArgumentNullException.ThrowIfNull(series);
        ArgumentNullException.ThrowIfNull(edit);
        if (string.IsNullOrWhiteSpace(edit.Why) || string.IsNullOrWhiteSpace(edit.Who)) return EditOutcome.NoReason;
        var outcome = database.Write(connection => Set(connection, series, zone, edit));
        if (outcome != EditOutcome.Done) return outcome;
        var date = LocalDay.Closing(edit.EndS, zone).Date;
        run.Run(date, date, [series.Point]);
        return outcome;
    }

    /// <summary>Makes days again, and says where an estimate has nothing to go by.</summary>
    public EstimateReport Estimate(string point, DateOnly from, DateOnly to)
    {
        run.Run(from, to, [point]);
        var (estimated, withoutBasis) = (0, new List<long>());
        foreach (var series in SeriesOf(point))
            Stream(series, from, to, view =>
            {
                if (view.Origin == IntervalOrigin.Estimated) estimated++;
                if (view.Quality.Has(QualityTable.NoBasis)) withoutBasis.Add(view.EndS);
            });
        return new EstimateReport(estimated, [.. withoutBasis.Distinct().Order()]);
    }

    private EditOutcome Set(StoreConnection connection, IntervalSeries series, TimeZoneInfo zone, IntervalEdit edit)
    {
        if (Find(connection, series, edit.EndS, zone) is not var (found, index)) return EditOutcome.NoSuchInterval;
        if (found.Versions[index] != edit.Version) return EditOutcome.MovedOn;
        var row = found.WithDecimals(Math.Max(found.Decimals, edit.Amount.Decimals));
        if (!edit.Amount.TryBring(row.Decimals, out var amount)) return EditOutcome.TooLarge;
        if (row.Versions[index] == 1) VersionRows.Add(connection, DayMerge.Of(row, index, row.MadeMs, "first made"));
        row.Amounts[index] = amount;
        row.Origins[index] = IntervalOrigin.Edited;
        row.Quality[index] = 1UL << QualityTable.Edited.Row;
        row.Versions[index]++;
        DayRows.Put(connection, row);
        VersionRows.Add(connection, DayMerge.Of(row, index, wall.GetUtcNow().ToUnixTimeMilliseconds(), edit.Why, edit.Who));
        return EditOutcome.Done;
    }

    private static (DayRow Row, int Index)? Find(StoreConnection connection, IntervalSeries series, long end, TimeZoneInfo zone)
    {
        var row = DayRows.Find(connection, series, DayRow.NumberOf(LocalDay.Closing(end, zone).Date));
        if (row is null) return null;
        var index = row.Grid.IndexOf(end);
        return index >= 0 && index < row.Grid.Count && row.Grid.EndOf(index) == end ? (row, index) : null;
    }
}
