using Dapper;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Tables;

/// <summary>Who changed what in the registry, when, and how it was before.</summary>
internal static class AuditRows
{
    public static void Add(StoreConnection connection, DateTimeOffset now, string who, string table, string key, string? before, string? after) => connection.Prepared(
        "INSERT INTO registry_audit (at_ms, who, table_name, row_key, before_text, after_text) VALUES (@at, @who, @table, @key, @before, @after)",
        "at", "who", "table", "key", "before", "after").Run(now.ToUnixTimeMilliseconds(), who, table, key, before, after);

    public static IEnumerable<AuditEntry> Newest(StoreConnection connection, string? key, int limit, long skip) => connection.Query<AuditRow>(
        """
        SELECT id AS Id, at_ms AS AtMs, who AS Who, table_name AS TableName, row_key AS RowKey, before_text AS BeforeText, after_text AS AfterText
        FROM registry_audit WHERE @Key IS NULL OR row_key = @Key ORDER BY id DESC LIMIT @Limit OFFSET @Skip
        """,
        new { Key = key, Limit = limit, Skip = skip })
        .Select(static row => new AuditEntry(row.Id, DateTimeOffset.FromUnixTimeMilliseconds(row.AtMs), row.Who, row.TableName, row.RowKey, row.BeforeText, row.AfterText));

    [method: ExplicitConstructor]
    private sealed record AuditRow(long Id, long AtMs, string Who, string TableName, string RowKey, string? BeforeText, string? AfterText);
}
