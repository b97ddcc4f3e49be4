using Wattline.Cloud.Store;

namespace Wattline.Cloud.Commands.Claims;

/// <summary>
/// Which gateway holds which concentrator. The rule: where the registry names a gateway for a concentrator, that one holds it and no other;
/// else the newest evidence wins: of two connections the one that was made later. Gateways of one group share a broker and take nothing
/// from each other. Nothing is newer than now: a clock that runs ahead holds nothing until then. Every change is recorded. What holds is in the database: any process may ask.
/// </summary>
public sealed class ClaimBook(Database database, TimeProvider wall)
{
    private const string Columns = "concentrator AS Concentrator, gateway AS Gateway, gateway_group AS \"Group\", evidence_ms AS EvidenceMs";

    /// <summary>Grows with every change of holder.</summary>
    public long Version() => database.Read(static connection => connection.Scalar<long>("SELECT version FROM claim_version WHERE one = 1"));

    /// <summary>A gateway brings evidence.</summary>
    /// <param name="gateway">Who.</param>
    /// <param name="group">Its group.</param>
    /// <param name="evidence">For what.</param>
    /// <param name="assigned">The gateway that the registry names for a concentrator: empty for any, null when there is no such concentrator.</param>
    /// <param name="marginMs">By how much it must be newer than what the holder has: 0 for connections, more for what another clock dated.</param>
    public void Report(string gateway, string group, IReadOnlyCollection<Evidence> evidence, Func<string, string?> assigned, long marginMs = 0)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        // Mostly it is known: the writer's turn is taken only for what changes something.
        var now = wall.GetUtcNow().ToUnixTimeMilliseconds();
        var news = database.Read(connection => evidence.Select(one => one.AtMs > now ? one with { AtMs = now } : one)
            .Where(one => Changes(connection, gateway, group, one, assigned(one.Concentrator), marginMs, now)).ToList());
        if (news.Count == 0) return;
        database.Write(connection =>
        {
            foreach (var one in news)
                if (assigned(one.Concentrator) is { } named && Changes(connection, gateway, group, one, named, marginMs, now)) Change(connection, gateway, group, one, named, now);
        });
    }

    /// <summary>Who holds a concentrator; null when nobody does.</summary>
    public Claim? Holder(string concentrator) => database.Read(connection => Find(connection, concentrator));

    /// <summary>All claims, by concentrator.</summary>
    public IReadOnlyList<Claim> All() => database.Read(static connection => connection.Query<Claim>($"SELECT {Columns} FROM claim ORDER BY concentrator").ToList());

    /// <summary>The concentrators that another group than this holds, with their holder.</summary>
    public IReadOnlyDictionary<string, string> Elsewhere(string group) => database.Read(connection => connection
        .Query<Claim>($"SELECT {Columns} FROM claim WHERE gateway_group <> @Group", new { Group = group })
        .ToDictionary(static claim => claim.Concentrator, static claim => claim.Gateway, StringComparer.Ordinal));

    /// <summary>What happened to claims, newest first.</summary>
    public IReadOnlyList<ClaimEvent> Events(string? concentrator, int limit) => database.Read(connection => connection.Query<ClaimEvent>(
        $"""
        SELECT concentrator AS Concentrator, at_ms AS AtMs, gateway AS Gateway, other AS Other, what AS What FROM claim_event
        {(concentrator is null ? "" : "WHERE concentrator = @Concentrator")} ORDER BY at_ms DESC, concentrator, place DESC LIMIT @Limit
        """,
        new { Concentrator = concentrator, Limit = Math.Min(limit, CommandLimits.PageRowsMax) }).ToList());

    private static bool Changes(StoreConnection connection, string gateway, string group, Evidence evidence, string? assigned, long marginMs, long now)
    {
        if (assigned is null) return false;
        var held = Find(connection, evidence.Concentrator);
        // The registry may have named another since.
        var holds = held is not null && (assigned.Length == 0 || held.Gateway == assigned);
        if (assigned.Length > 0 && assigned != gateway) return !WasTurnedDown(connection, evidence.Concentrator, gateway);
        if (!holds) return true;
        var heldMs = Math.Min(held!.EvidenceMs, now);
        return evidence.AtMs > (held.Group == group && held.Gateway != gateway ? heldMs : heldMs + marginMs);
    }

    private static void Change(StoreConnection connection, string gateway, string group, Evidence evidence, string assigned, long now)
    {
        var held = Find(connection, evidence.Concentrator);
        if (assigned.Length > 0 && assigned != gateway)
        {
            Record(connection, new ClaimEvent(evidence.Concentrator, now, assigned, gateway, ClaimWords.TurnedDown));
            return;
        }
        connection.Execute(
            """
            INSERT INTO claim (concentrator, gateway, gateway_group, evidence_ms) VALUES (@Concentrator, @Gateway, @Group, @AtMs)
            ON CONFLICT (concentrator) DO UPDATE SET gateway = excluded.gateway, gateway_group = excluded.gateway_group, evidence_ms = excluded.evidence_ms
            """,
            new { evidence.Concentrator, Gateway = gateway, Group = group, evidence.AtMs });
        if (held?.Group == group && held.Gateway == gateway) return;
        connection.Execute("UPDATE claim_version SET version = version + 1 WHERE one = 1");
        if (held?.Group == group) return;
        Record(connection, new ClaimEvent(evidence.Concentrator, now, gateway, held?.Gateway ?? "", held is null ? ClaimWords.Held : ClaimWords.Taken));
    }

    /// <summary>The last that was said of it: a gateway that goes on claiming is recorded once.</summary>
    private static bool WasTurnedDown(StoreConnection connection, string concentrator, string gateway) => connection.QueryFirstOrDefault<ClaimEvent>(
        "SELECT concentrator AS Concentrator, at_ms AS AtMs, gateway AS Gateway, other AS Other, what AS What FROM claim_event WHERE concentrator = @Concentrator ORDER BY place DESC LIMIT 1",
        new { Concentrator = concentrator }) is { What: ClaimWords.TurnedDown } last && last.Other == gateway;

    private static void Record(StoreConnection connection, ClaimEvent happened)
    {
        connection.Execute(
            """
            INSERT INTO claim_event (concentrator, place, at_ms, gateway, other, what)
            SELECT @Concentrator, COALESCE(MAX(place), 0) + 1, @AtMs, @Gateway, @Other, @What FROM claim_event WHERE concentrator = @Concentrator
            """,
            happened);
        connection.Execute(
            "DELETE FROM claim_event WHERE concentrator = @Concentrator AND place <= (SELECT MAX(place) FROM claim_event WHERE concentrator = @Concentrator) - @Most",
            new { happened.Concentrator, Most = (long)CommandLimits.ClaimEventsMax });
    }

    private static Claim? Find(StoreConnection connection, string concentrator) =>
        connection.QueryFirstOrDefault<Claim>($"SELECT {Columns} FROM claim WHERE concentrator = @Concentrator", new { Concentrator = concentrator });
}
