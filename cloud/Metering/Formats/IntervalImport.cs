using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Processing;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Metering.Time;
using Wattline.Cloud.Metering.Versions;
using Wattline.Cloud.Store;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>Takes intervals that others measured: for labs, and for points that change hands. All of a file or nothing.</summary>
public sealed class IntervalImport(Database database, RegistryBook book, TimeProvider wall)
{
    /// <summary>Takes a NEM12 file.</summary>
    public IntervalImportResult TakeNem12(string text)
    {
        var intervals = Nem12Intervals.Of(Nem12Reader.Read(text), out var fault);
        return fault is null ? Take(intervals) : new IntervalImportResult(0, 0, fault);
    }

    /// <summary>Takes a CSV file (<see cref="IntervalCsv"/>).</summary>
    public IntervalImportResult TakeCsv(string text)
    {
        var intervals = IntervalCsv.Read(text, out var fault);
        return fault is null ? Take(intervals) : new IntervalImportResult(0, 0, fault);
    }

    private IntervalImportResult Take(IReadOnlyList<ImportedInterval> intervals)
    {
        var zones = new Dictionary<string, TimeZoneInfo>(StringComparer.Ordinal);
        foreach (var point in intervals.Select(static one => one.Point).Distinct())
        {
            if (book.ZoneOf(point) is not { } zone)
                return new IntervalImportResult(0, 0, new FormatFault(intervals.First(one => one.Point == point).Line, $"the registry has no point {point}"));
            zones[point] = TimeZoneInfo.FindSystemTimeZoneById(zone);
        }

        return database.Write(connection =>
        {
            var result = Store(connection, intervals, zones);
            if (result.Fault is not null) connection.Abandon();
            return result;
        });
    }

    private IntervalImportResult Store(StoreConnection connection, IReadOnlyList<ImportedInterval> intervals, Dictionary<string, TimeZoneInfo> zones)
    {
        var now = wall.GetUtcNow().ToUnixTimeMilliseconds();
        var versions = new List<IntervalVersion>();
        var days = 0;
        foreach (var channel in intervals.GroupBy(static one => (one.Point, one.Obis, one.LengthS)))
        {
            var series = new IntervalSeries(DayRows.KnowAll(connection, [channel.Key])[0].Id, channel.Key.Point, channel.Key.Obis, channel.Key.LengthS);
            var zone = zones[channel.Key.Point];
            var decimals = channel.Max(static one => one.Amount.Decimals);
            foreach (var day in channel.GroupBy(one => LocalDay.Closing(one.EndS, zone)))
            {
                var old = DayRows.Find(connection, series, DayRow.NumberOf(day.Key.Date));
                var made = old is null ? Empty(series, day.Key, decimals, zone, now) : Copy(old.WithDecimals(Math.Max(old.Decimals, decimals)));
                if (Put(made, day) is { } fault) return new IntervalImportResult(0, 0, fault);
                var next = DayMerge.Merge(old, made, now, versions, end => VersionRows.Measured(connection, series.Id, end));
                if (ReferenceEquals(next, old)) continue;
                DayRows.Put(connection, next);
                days++;
            }
        }

        foreach (var version in versions) VersionRows.Add(connection, version);
        return new IntervalImportResult(intervals.Count, days, null);
    }

    private static FormatFault? Put(DayRow made, IEnumerable<ImportedInterval> intervals)
    {
        foreach (var one in intervals)
        {
            var index = made.Grid.IndexOf(one.EndS);
            if (index < 0 || index >= made.Grid.Count || made.Grid.EndOf(index) != one.EndS) return new FormatFault(one.Line, $"an interval of {one.LengthS} s does not end there: they lie on multiples of their length in the point's standard time");
            if (!one.Amount.TryBring(made.Decimals, out var amount)) return new FormatFault(one.Line, "the amount does not fit");
            made.Amounts[index] = one.Origin == IntervalOrigin.Missing ? 0 : amount;
            made.Origins[index] = one.Origin;
            made.Quality[index] = one.Quality.Bits;
        }

        return null;
    }

    private static DayRow Copy(DayRow row) => row with
    {
        Amounts = (long[])row.Amounts.Clone(),
        Origins = (IntervalOrigin[])row.Origins.Clone(),
        Quality = (ulong[])row.Quality.Clone(),
        Versions = (int[])row.Versions.Clone(),
    };

    private static DayRow Empty(IntervalSeries series, LocalDay day, int decimals, TimeZoneInfo zone, long now)
    {
        var grid = IntervalGrid.Of(day, series.LengthS, zone);
        var (quality, versions) = (new ulong[grid.Count], new int[grid.Count]);
        Array.Fill(quality, 1UL << QualityTable.Missing.Row);
        Array.Fill(versions, 1);
        return new DayRow(series.Id, DayRow.NumberOf(day.Date), grid, decimals, now, new long[grid.Count], new IntervalOrigin[grid.Count], quality, versions);
    }
}
