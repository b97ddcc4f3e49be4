using System.Collections.Concurrent;
using System.Globalization;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ingest.Readings;

/// <summary>
/// A partition for each month that readings come from, made when the first comes: months around now only. What is dated elsewhere shares one partition, so that a
/// wrong clock makes no tables; what waits there for a month moves when the month gets its own.
/// </summary>
internal sealed class MonthPartitions(TimeProvider wall)
{
    private readonly ConcurrentDictionary<DateTime, bool> _made = new();

    /// <summary>Makes the partition that a slot belongs into, in a transaction of its own.</summary>
    /// <returns>The slots of which the same is true: first, and the one after the last.</returns>
    public (long From, long To) Make(Database database, long slot)
    {
        var now = wall.GetUtcNow().UtcDateTime;
        var month = new DateTime(now.Year, now.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        var earliest = month.AddMonths(-IngestLimits.PartitionMonthsBack);
        var end = month.AddMonths(IngestLimits.PartitionMonthsAhead + 1);
        if (slot < Unix(earliest)) return (long.MinValue, Unix(earliest));
        if (slot >= Unix(end)) return (Unix(end), long.MaxValue);
        var day = DateTimeOffset.FromUnixTimeSeconds(slot).UtcDateTime;
        var first = new DateTime(day.Year, day.Month, 1, 0, 0, 0, DateTimeKind.Utc);
        var range = (From: Unix(first), To: Unix(first.AddMonths(1)));
        if (_made.ContainsKey(first)) return range;
        database.Write(connection => Make(connection, first.ToString("'reading_wide_'yyyy'_'MM", CultureInfo.InvariantCulture), range), Isolation.ReadCommitted);
        if (_made.Count > IngestLimits.PartitionMonthsBack * 2) _made.Clear();
        _made[first] = true;
        return range;
    }

    private static void Make(StoreConnection connection, string table, (long From, long To) range)
    {
        if (Exists(connection, table)) return;
        // Nobody writes there meanwhile, and of processes that find the month missing at once one makes it.
        connection.Execute("LOCK TABLE reading_wide_elsewhen IN ACCESS EXCLUSIVE MODE");
        if (Exists(connection, table)) return;
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"""
            CREATE TABLE {table} (LIKE reading_wide INCLUDING ALL);
            INSERT INTO {table} SELECT * FROM reading_wide_elsewhen WHERE slot >= {range.From} AND slot < {range.To};
            DELETE FROM reading_wide_elsewhen WHERE slot >= {range.From} AND slot < {range.To};
            ALTER TABLE reading_wide ATTACH PARTITION {table} FOR VALUES FROM ({range.From}) TO ({range.To});
            """));
    }

    private static bool Exists(StoreConnection connection, string table) =>
        connection.Scalar<bool>("SELECT to_regclass(@Table) IS NOT NULL", new { Table = table });

    private static long Unix(DateTime time) => new DateTimeOffset(time).ToUnixTimeSeconds();
}
