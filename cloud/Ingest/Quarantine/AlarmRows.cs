using Wattline.Cloud.Store;

namespace Wattline.Cloud.Ingest.Quarantine;

/// <summary>Alarms: the same again is counted; so are those of one kind and concentrator beyond <see cref="IngestLimits.AlarmsOfConcentratorMax"/>, in one row.</summary>
internal static class AlarmRows
{
    /// <summary>Two devices use one identity.</summary>
    public const string Clone = "clone";

    /// <summary>Batches are refused because quarantine has no room.</summary>
    public const string QuarantineFull = "quarantine_full";

    /// <summary>The detail of the row that counts the rest.</summary>
    public const string More = "and more";

    public static void Add(StoreConnection connection, DateTimeOffset now, string kind, string concentrator, string detail)
    {
        var again = connection.Prepared(
            "UPDATE alarm SET times = times + 1 WHERE kind = @kind AND concentrator = @concentrator AND detail = @detail", "kind", "concentrator", "detail")
            .Run(kind, concentrator, detail);
        if (again > 0) return;
        var known = (long)connection.Prepared("SELECT COUNT(*) FROM alarm WHERE kind = @kind AND concentrator = @concentrator", "kind", "concentrator").Scalar(kind, concentrator)!;
        connection.Prepared(
            """
            INSERT INTO alarm (raised_ms, kind, concentrator, detail) VALUES (@raised, @kind, @concentrator, @detail)
            ON CONFLICT (kind, concentrator, detail) DO UPDATE SET times = alarm.times + 1
            """,
            "raised", "kind", "concentrator", "detail")
            .Run(now.ToUnixTimeMilliseconds(), kind, concentrator, known < IngestLimits.AlarmsOfConcentratorMax ? detail : More);
    }
}
