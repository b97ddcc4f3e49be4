using Dapper;
using Wattline.Cloud.Commands.Decisions;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Commands.Queue;

/// <summary>The SQL of orders: commands that persons asked for.</summary>
internal static class OrderRows
{
    private const string Columns =
        """
        o.id AS Id, o.batch AS Batch, o.request AS Request, o.kind AS KindNumber, o.meter AS Meter, o.area AS Area, o.fields AS Fields, o.asked_by AS AskedBy,
        o.needs_second AS NeedsSecondNumber, o.released_ms AS ReleasedMs, o.released_by AS ReleasedBy, o.why AS Why, o.status_word AS StatusWord,
        o.milliamperes AS Milliamperes, o.decivolts AS Decivolts, o.error AS Error, o.told_ms AS ToldMs, o.data AS Data,
        c.concentrator AS Concentrator, c.expires_ms AS ExpiresMs, c.state AS StateNumber, c.decision AS Decision
        """;

    private const string From = "FROM command_order o JOIN command c ON c.id = o.id";

    public static bool Has(StoreConnection connection, long id) => connection.Scalar<long>("SELECT COUNT(*) FROM command_order WHERE id = @Id", new { Id = id }) > 0;

    public static OrderRow? Find(StoreConnection connection, long id) =>
        connection.QueryFirstOrDefault<OrderRow>($"SELECT {Columns} {From} WHERE o.id = @Id", new { Id = id });

    public static List<OrderRow> Batch(StoreConnection connection, long batch) =>
        connection.Query<OrderRow>($"SELECT {Columns} {From} WHERE o.batch = @Batch ORDER BY o.id", new { Batch = batch }).ToList();

    public static List<OrderRow> OfRequest(StoreConnection connection, string who, string request) =>
        connection.Query<OrderRow>($"SELECT {Columns} {From} WHERE o.asked_by = @Who AND o.request = @Request ORDER BY o.id", new { Who = who, Request = request }).ToList();

    public static List<OrderRow> OfMeter(StoreConnection connection, string meter, int limit) =>
        connection.Query<OrderRow>($"SELECT {Columns} {From} WHERE o.meter = @Meter ORDER BY o.id DESC LIMIT @Limit", new { Meter = meter, Limit = limit }).ToList();

    /// <summary>The order whose device said last what a meter showed.</summary>
    public static OrderRow? LastWord(StoreConnection connection, string meter) => connection.QueryFirstOrDefault<OrderRow>(
        $"SELECT {Columns} {From} WHERE o.meter = @Meter AND o.status_word IS NOT NULL ORDER BY o.told_ms DESC, o.id DESC LIMIT 1", new { Meter = meter });

    /// <summary>Orders for a meter that no gateway has yet.</summary>
    public static List<long> WaitingFor(StoreConnection connection, string target) => connection.Query<long>(
        "SELECT o.id FROM command c JOIN command_order o ON o.id = c.id WHERE c.state = 0 AND (o.meter = @Target OR (o.meter IS NULL AND c.concentrator = @Target))", new { Target = target }).ToList();

    public static Dictionary<string, long> OpenByConcentrator(StoreConnection connection, long now) => connection.Query<OpenRow>(
        """
        SELECT c.concentrator AS Concentrator, COUNT(*) AS Count FROM command c JOIN command_order o ON o.id = c.id
        WHERE c.state IN (1, 2, 8, 9, 10) AND c.expires_ms > @Now GROUP BY c.concentrator
        """, new { Now = now }).ToDictionary(static row => row.Concentrator, static row => row.Count, StringComparer.Ordinal);

    public static long ReleasedIn(StoreConnection connection, string area, CommandKind kind, long since) => connection.Scalar<long>(
        "SELECT COUNT(*) FROM command_order WHERE area = @Area AND kind = @Kind AND released_ms > @Since", new { Area = area, Kind = (long)kind, Since = since });

    public static long AloneOf(StoreConnection connection, string who, CommandKind kind, long since) => connection.Scalar<long>(
        "SELECT COUNT(*) FROM command_order WHERE asked_by = @Who AND kind = @Kind AND released_ms > @Since AND needs_second = 0",
        new { Who = who, Kind = (long)kind, Since = since });

    /// <summary>An id that no command has: of the time, so that a database restored from an older copy gives none out again.</summary>
    public static long NextId(StoreConnection connection, long now)
    {
        var id = Math.Max(now * 1_000, connection.Scalar<long>("SELECT COALESCE(MAX(id), 0) + 1 FROM command_order"));
        while (CommandRows.Find(connection, id) is not null) id++;
        return id;
    }

    /// <summary>The next decision for a target: of the time, likewise.</summary>
    public static long NextDecision(StoreConnection connection, string target, long now)
    {
        var next = Math.Max(now, connection.Scalar<long>("SELECT COALESCE(MAX(last), 0) + 1 FROM meter_decision WHERE target = @Target", new { Target = target }));
        connection.Execute(
            "INSERT INTO meter_decision (target, last) VALUES (@Target, @Last) ON CONFLICT (target) DO UPDATE SET last = excluded.last", new { Target = target, Last = next });
        return next;
    }

    public static void Add(StoreConnection connection, OrderRow row, long now)
    {
        connection.Execute(
            "INSERT INTO command (id, concentrator, decision, expires_ms, content, state, posted_ms) VALUES (@Id, @Concentrator, 0, @ExpiresMs, '', @State, @Now)",
            new { row.Id, row.Concentrator, row.ExpiresMs, State = row.StateNumber, Now = now });
        connection.Execute(
            """
            INSERT INTO command_order (id, batch, request, kind, meter, area, fields, asked_by, needs_second)
            VALUES (@Id, @Batch, @Request, @KindNumber, @Meter, @Area, @Fields, @AskedBy, @NeedsSecondNumber)
            """, row);
    }

    public static void Release(StoreConnection connection, long id, long decision, byte[] content, string who, long now)
    {
        connection.Execute(
            "UPDATE command SET state = 0, decision = @Decision, content = @Content WHERE id = @Id", new { Id = id, Decision = decision, Content = Convert.ToBase64String(content) });
        connection.Execute("UPDATE command_order SET released_ms = @Now, released_by = @Who WHERE id = @Id", new { Id = id, Now = now, Who = who });
    }

    /// <summary>It is over: what was signed, with the meter's password in it, is not kept.</summary>
    public static void Forget(StoreConnection connection, long id) => connection.Execute("UPDATE command SET content = '' WHERE id = @Id", new { Id = id });

    // ExplicitConstructor: an expression's type is not known where there is no row.
    [method: ExplicitConstructor]
    private sealed record OpenRow(string Concentrator, long Count);
}
