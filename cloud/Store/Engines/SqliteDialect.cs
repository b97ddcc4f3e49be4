using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Wattline.Cloud.Store.Engines;

/// <inheritdoc/>
internal sealed class SqliteDialect : Dialect
{
    public static readonly SqliteDialect Instance = new();

    public override StoreEngine Engine => StoreEngine.Sqlite;

    public override string BeginRead => "BEGIN";

    public override string Commit => "COMMIT";

    // The writer's lock is taken by BEGIN IMMEDIATE.
    public override string MigrationLock => "";

    public override string Begin(Isolation isolation) => "BEGIN IMMEDIATE";

    public override string IsOneOf(string column, string parameter) => $"{column} IN {parameter}";

    public override string TextOf(Migration step) => step.Sql;

    public override DbCommand Command(DbConnection connection, string sql, ReadOnlySpan<string> parameters)
    {
        var command = ((SqliteConnection)connection).CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = "@" + name });
        command.Prepare();
        return command;
    }
}
