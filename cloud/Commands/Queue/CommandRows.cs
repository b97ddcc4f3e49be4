using Wattline.Cloud.Store;

namespace Wattline.Cloud.Commands.Queue;

/// <summary>The SQL of commands and of their trail.</summary>
internal static class CommandRows
{
    /// <summary>How the trail says that a gateway has a command on its disk.</summary>
    public const string ReceivedWord = "received";

    private const string Columns =
        "id AS Id, concentrator AS Concentrator, decision AS Decision, expires_ms AS ExpiresMs, content AS Content, state AS StateNumber, posted_ms AS PostedMs, gateway AS Gateway, number AS Number";

    public static CommandRow? Find(StoreConnection connection, long id) =>
        connection.QueryFirstOrDefault<CommandRow>($"SELECT {Columns} FROM command WHERE id = @Id", new { Id = id });

    public static IEnumerable<CommandRow> Newest(StoreConnection connection, string? concentrator, int limit) => concentrator is null
        ? connection.Query<CommandRow>($"SELECT {Columns} FROM command ORDER BY posted_ms DESC, id DESC LIMIT @Limit", new { Limit = limit })
        : connection.Query<CommandRow>($"SELECT {Columns} FROM command WHERE concentrator = @Concentrator ORDER BY posted_ms DESC, id DESC LIMIT @Limit", new { Concentrator = concentrator, Limit = limit });

    public static CommandStatus Status(StoreConnection connection, CommandRow row) => new(
        new Command(row.Id, row.Concentrator, row.Decision, row.ExpiresMs, Convert.FromBase64String(row.Content)), row.State, row.PostedMs, row.Gateway,
        connection.Query<CommandEvent>("SELECT at_ms AS AtMs, what AS What, who AS Who FROM command_event WHERE command = @Id ORDER BY place", new { row.Id }).ToList(),
        ResultRows.Of(connection, row.Id));

    public static long Waiting(StoreConnection connection, string? concentrator) => concentrator is null
        ? connection.Scalar<long>("SELECT COUNT(*) FROM command WHERE state = 0")
        : connection.Scalar<long>("SELECT COUNT(*) FROM command WHERE concentrator = @Concentrator AND state = 0", new { Concentrator = concentrator });

    public static void Add(StoreConnection connection, Command command, string content, long now) => connection.Execute(
        "INSERT INTO command (id, concentrator, decision, expires_ms, content, state, posted_ms) VALUES (@Id, @Concentrator, @Decision, @ExpiresMs, @Content, 0, @Now)",
        new { command.Id, command.Concentrator, command.Decision, command.ExpiresMs, Content = content, Now = now });

    public static void Tell(StoreConnection connection, long id, long now, string what, string who) => connection.Execute(
        """
        INSERT INTO command_event (command, place, at_ms, what, who)
        SELECT @Id, COALESCE(MAX(place), 0) + 1, @Now, @What, @Who FROM command_event WHERE command = @Id
        """,
        new { Id = id, Now = now, What = what, Who = who });

    public static void Set(StoreConnection connection, long id, CommandState state) =>
        connection.Execute("UPDATE command SET state = @State WHERE id = @Id", new { Id = id, State = (long)state });

    public static IEnumerable<CommandRow> Queued(StoreConnection connection) =>
        connection.Query<CommandRow>($"SELECT {Columns} FROM command WHERE state = 0 ORDER BY posted_ms, id");

    public static long UnderWay(StoreConnection connection, string gateway) =>
        connection.Scalar<long>("SELECT COUNT(*) FROM command WHERE gateway = @Gateway AND state = 1", new { Gateway = gateway });

    public static void RaiseNumber(StoreConnection connection, string gateway, long number) => connection.Execute(
        """
        INSERT INTO link_gateway (gateway, last_number) VALUES (@Gateway, @Number)
        ON CONFLICT (gateway) DO UPDATE SET last_number = excluded.last_number WHERE excluded.last_number > link_gateway.last_number
        """,
        new { Gateway = gateway, Number = number });

    public static long NextNumber(StoreConnection connection, string gateway)
    {
        var next = connection.Scalar<long>("SELECT COALESCE(MAX(last_number), 0) + 1 FROM link_gateway WHERE gateway = @Gateway", new { Gateway = gateway });
        RaiseNumber(connection, gateway, next);
        return next;
    }

    public static void Send(StoreConnection connection, long id, string gateway, long number) =>
        connection.Execute("UPDATE command SET state = 1, gateway = @Gateway, number = @Number WHERE id = @Id AND state = 0", new { Id = id, Gateway = gateway, Number = number });

    public static IEnumerable<CommandRow> After(StoreConnection connection, string gateway, long number, int limit) => connection.Query<CommandRow>(
        $"SELECT {Columns} FROM command WHERE gateway = @Gateway AND number > @Number AND state = 1 ORDER BY number LIMIT @Limit",
        new { Gateway = gateway, Number = number, Limit = limit });

    public static IEnumerable<long> Unreceived(StoreConnection connection, string gateway, long number) => connection.Query<long>(
        """
        SELECT id FROM command c WHERE gateway = @Gateway AND number <= @Number AND state = 1
            AND NOT EXISTS (SELECT 1 FROM command_event e WHERE e.command = c.id AND e.what = @Word)
        ORDER BY number
        """,
        new { Gateway = gateway, Number = number, Word = ReceivedWord });

    public static IEnumerable<CommandRow> Over(StoreConnection connection, long now) => connection.Query<CommandRow>(
        $"""
        SELECT {Columns} FROM command WHERE (state IN (0, 7) AND expires_ms <= @Now) OR (state = 1 AND expires_ms <= @Long)
            OR (state IN (2, 8, 9, 10) AND expires_ms <= @Last AND EXISTS (SELECT 1 FROM command_order o WHERE o.id = command.id)) ORDER BY id
        """,
        new { Now = now, Long = now - CommandLimits.WordMs, Last = now - CommandLimits.LastWordMs });
}
