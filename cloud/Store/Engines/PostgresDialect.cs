using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;

namespace Wattline.Cloud.Store.Engines;

/// <inheritdoc/>
internal sealed partial class PostgresDialect : Dialect
{
    public static readonly PostgresDialect Instance = new();

    public override StoreEngine Engine => StoreEngine.Postgres;

    public override string BeginRead => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

    // A COMMIT after a failed statement rolls back and says so in its tag only; the SELECT before it fails there, and COMMIT is then skipped.
    public override string Commit => "SELECT 1; COMMIT";

    // Who waits for another's steps, and the steps themselves, take as long as they take.
    // The number is any that no other program on the server uses: 'watt' and 'line' in ASCII.
    public override string MigrationLock =>
        """
        SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0;
        SELECT pg_advisory_xact_lock(x'77617474'::int, x'6c696e65'::int)
        """;

    public override string Begin(Isolation isolation) =>
        isolation == Isolation.Serializable ? "BEGIN ISOLATION LEVEL SERIALIZABLE" : "BEGIN ISOLATION LEVEL READ COMMITTED";

    public override string IsOneOf(string column, string parameter) => $"{column} = ANY ({parameter})";

    public override string TextOf(Migration step) => step.Postgres ?? Words().Replace(step.Sql, static word => word.Value switch
    {
        "id INTEGER NOT NULL PRIMARY KEY" => "id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "INTEGER" => "BIGINT",
        // As SQLite compares and sorts, whatever the server's language is.
        "TEXT" => "TEXT COLLATE \"C\"",
        "BLOB" => "BYTEA",
        _ => "",
    });

    /// <summary>The driver prepares by itself a text that comes again, and knows the values' types only then. Numbered parameters spare it reading the text each time.</summary>
    public override DbCommand Command(DbConnection connection, string sql, ReadOnlySpan<string> parameters)
    {
        var command = ((NpgsqlConnection)connection).CreateCommand();
        command.CommandText = Numbered(sql, parameters);
        for (var i = 0; i < parameters.Length; i++) command.Parameters.Add(new NpgsqlParameter());
        return command;
    }

    [GeneratedRegex(@"\bid INTEGER NOT NULL PRIMARY KEY\b|\bINTEGER\b|\bTEXT\b|\bBLOB\b|\bWITHOUT ROWID\b", RegexOptions.CultureInvariant)]
    private static partial Regex Words();

    private static string Numbered(string sql, ReadOnlySpan<string> parameters)
    {
        var text = new StringBuilder(sql.Length);
        for (var i = 0; i < sql.Length;)
        {
            if (sql[i] != '@')
            {
                text.Append(sql[i++]);
                continue;
            }

            var end = i + 1;
            while (end < sql.Length && (char.IsAsciiLetterOrDigit(sql[end]) || sql[end] == '_')) end++;
            var place = parameters.IndexOf(sql[(i + 1)..end]);
            if (place < 0) throw new ArgumentException($"The statement's parameter {sql[i..end]} is not among its names.", nameof(parameters));
            text.Append(CultureInfo.InvariantCulture, $"${place + 1}");
            i = end;
        }

        return text.ToString();
    }
}
