using System.Collections.Frozen;
using System.Text.Json;
using Dapper;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Metering.Plans;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Registry;

/// <summary>The SQL of the registry's tables, inside a transaction that the caller holds.</summary>
internal static class RegistryRows
{
    private const string MeterColumns =
        "id AS Id, concentrator AS Concentrator, line AS Line, address AS Address, protocol AS Protocol, template AS Template, " +
        "baud AS Baud, phases AS Phases, max_kw AS MaxKw, zone AS Zone, point_of_delivery AS PointOfDelivery, parity AS Parity";

    public static long Version(StoreConnection connection) => connection.Scalar<long>("SELECT version FROM registry_state WHERE one = 1");

    public static long NextVersion(StoreConnection connection, DateTimeOffset now)
    {
        connection.Execute("UPDATE registry_state SET version = @Next WHERE one = 1", new { Next = Next(Version(connection), now) });
        return Version(connection);
    }

    /// <summary>
    /// The number after another: the Unix second in which it is made, so that a cloud restored from an older copy, or begun anew, never gives a
    /// number out again for another content. Devices hold it as an int: from 2038 on it counts.
    /// </summary>
    private static long Next(long newest, DateTimeOffset now) => Math.Max(newest + 1, Math.Min(now.ToUnixTimeSeconds(), int.MaxValue - 1_000_000));

    public static IEnumerable<MeterEntry> Meters(StoreConnection connection) =>
        connection.Query<MeterRow>($"SELECT {MeterColumns} FROM meter ORDER BY id").Select(static row => row.ToEntry());

    public static IEnumerable<MeterEntry> MetersOf(StoreConnection connection, string concentrator) =>
        connection.Query<MeterRow>($"SELECT {MeterColumns} FROM meter WHERE concentrator = @Concentrator ORDER BY id", new { Concentrator = concentrator })
            .Select(static row => row.ToEntry());

    /// <summary>The meters that were or are at points, and those that are points of their own.</summary>
    public static IEnumerable<MeterEntry> MetersAt(StoreConnection connection, string[] points) => connection.Query<MeterRow>(
        $"SELECT {MeterColumns} FROM meter WHERE {connection.IsOneOf("id", "@Points")} OR id IN (SELECT meter FROM installation WHERE {connection.IsOneOf("point", "@Points")}) ORDER BY id",
        new { Points = points }).Select(static row => row.ToEntry());

    public static MeterEntry? Meter(StoreConnection connection, string id) =>
        connection.QueryFirstOrDefault<MeterRow>($"SELECT {MeterColumns} FROM meter WHERE id = @Id", new { Id = id })?.ToEntry();

    public static IEnumerable<ConcentratorEntry> Concentrators(StoreConnection connection) =>
        connection.Query<ConcentratorRow>("SELECT id AS Id, gateway AS Gateway, every_s AS EveryS FROM concentrator ORDER BY id")
            .Select(static row => new ConcentratorEntry(row.Id, row.Gateway, (int)row.EveryS));

    public static bool Has(StoreConnection connection, string concentrator) =>
        connection.Scalar<long>("SELECT COUNT(*) FROM concentrator WHERE id = @Id", new { Id = concentrator }) > 0;

    public static void Put(StoreConnection connection, ConcentratorEntry entry) => connection.Prepared(
        "INSERT INTO concentrator (id, gateway, every_s) VALUES (@id, @gateway, @every) ON CONFLICT (id) DO UPDATE SET gateway = excluded.gateway, every_s = excluded.every_s",
        "id", "gateway", "every").Run(entry.Id, entry.Gateway, entry.EverySeconds);

    public static void Put(StoreConnection connection, MeterEntry entry) => connection.Prepared(
        """
        INSERT INTO meter (id, concentrator, line, address, protocol, template, baud, phases, max_kw, zone, point_of_delivery, parity)
        VALUES (@id, @concentrator, @line, @address, @protocol, @template, @baud, @phases, @max_kw, @zone, @pod, @parity)
        ON CONFLICT (id) DO UPDATE SET concentrator = excluded.concentrator, line = excluded.line, address = excluded.address,
            protocol = excluded.protocol, template = excluded.template, baud = excluded.baud, phases = excluded.phases,
            max_kw = excluded.max_kw, zone = excluded.zone, point_of_delivery = excluded.point_of_delivery, parity = excluded.parity
        """,
        "id", "concentrator", "line", "address", "protocol", "template", "baud", "phases", "max_kw", "zone", "pod", "parity").Run(
        entry.Id, entry.Concentrator, entry.Line, entry.Address, entry.Protocol, entry.Template, entry.Baud, entry.Phases, entry.MaxKw, entry.Zone, entry.PointOfDelivery, (long?)entry.Parity);

    public static FrozenDictionary<string, MeterTemplate> Templates(StoreConnection connection) =>
        connection.Query<TemplateRow>("SELECT name AS Name, protocol AS Protocol, reads AS Reads FROM read_template")
            .Select(static row => row.ToTemplate())
            .ToFrozenDictionary(static template => template.Name, StringComparer.Ordinal);

    public static void AddIfMissing(StoreConnection connection, MeterTemplate template) => connection.Execute(
        "INSERT INTO read_template (name, protocol, reads) VALUES (@Name, @Protocol, @Reads) ON CONFLICT (name) DO NOTHING",
        new { template.Name, template.Protocol, Reads = Text(template) });

    public static void Put(StoreConnection connection, MeterTemplate template) => connection.Execute(
        "INSERT INTO read_template (name, protocol, reads) VALUES (@Name, @Protocol, @Reads) ON CONFLICT (name) DO UPDATE SET protocol = excluded.protocol, reads = excluded.reads",
        new { template.Name, template.Protocol, Reads = Text(template) });

    /// <summary>What a template reads, as it is stored.</summary>
    public static string Text(MeterTemplate template) => template.Tasks is null
        ? JsonSerializer.Serialize(template.Reads, PlanJson.Default.IReadOnlyListPlanRead)
        : JsonSerializer.Serialize(new PlanTemplate(template.Protocol, template.Reads, template.Tasks), PlanJson.Default.PlanTemplate);

    /// <summary>Keeps a plan if it differs from the newest.</summary>
    /// <returns>Whether a new version was made.</returns>
    public static bool AddIfNew(StoreConnection connection, string concentrator, PlanContent plan, DateTimeOffset now)
    {
        var content = JsonSerializer.Serialize(plan, PlanJson.Default.PlanContent);
        var newest = connection.QueryFirstOrDefault<PlanRow>(
            "SELECT concentrator AS Concentrator, version AS Version, content AS Content FROM plan WHERE concentrator = @Concentrator ORDER BY version DESC LIMIT 1",
            new { Concentrator = concentrator });
        if (newest?.Content == content) return false;
        connection.Execute(
            "INSERT INTO plan (concentrator, version, content) VALUES (@Concentrator, @Version, @Content)",
            new { Concentrator = concentrator, Version = Next(newest?.Version ?? 0, now), Content = content });
        return true;
    }

    /// <summary>
    /// The plan versions that a journal may still refer to, of the concentrators that a gateway serves or holds, newest last. These are the current
    /// one; the one before it, for a device may have been cut off for any time; and those succeeded within
    /// <see cref="RegistryLimits.PlanKept"/>, <see cref="RegistryLimits.PlansKeptMax"/> in all. A version's number is the second in which it was made.
    /// A message of an older one waits in the gateway's quarantine with its bytes.
    /// </summary>
    public static IEnumerable<SnapshotPlan> PlansOf(StoreConnection connection, string gateway, IEnumerable<string> heard, DateTimeOffset now) => connection.Query<SnapshotPlan>(
        $"""
        SELECT concentrator AS Concentrator, version AS Version, content AS Content, CAST(CASE WHEN serves AND place = 1 THEN 1 ELSE 0 END AS BIGINT) AS IsCurrent, named AS Named
        FROM (SELECT p.concentrator, p.version, p.content, c.gateway AS named, c.gateway = '' OR c.gateway = @Gateway AS serves,
                ROW_NUMBER() OVER (PARTITION BY p.concentrator ORDER BY p.version DESC) AS place,
                LAG(p.version) OVER (PARTITION BY p.concentrator ORDER BY p.version DESC) AS successor
            FROM plan p JOIN concentrator c ON c.id = p.concentrator
            WHERE c.gateway = '' OR c.gateway = @Gateway OR {connection.IsOneOf("c.id", "@Heard")}) AS placed
        WHERE place <= 2 OR (place <= @Most AND successor >= @Since)
        ORDER BY concentrator, version
        """,
        new { Gateway = gateway, Heard = heard.ToArray(), Most = RegistryLimits.PlansKeptMax, Since = (now - RegistryLimits.PlanKept).ToUnixTimeSeconds() });

    /// <summary>A version of a concentrator's plan, the newest when none is named.</summary>
    public static PlanVersion? Plan(StoreConnection connection, string concentrator, long? version)
    {
        var newest = connection.Scalar<long?>("SELECT MAX(version) FROM plan WHERE concentrator = @Concentrator", new { Concentrator = concentrator });
        var row = connection.QueryFirstOrDefault<PlanRow>(
            "SELECT concentrator AS Concentrator, version AS Version, content AS Content FROM plan WHERE concentrator = @Concentrator AND version = @Version",
            new { Concentrator = concentrator, Version = version ?? newest });
        if (row is null) return null;
        var content = JsonSerializer.Deserialize(row.Content, PlanJson.Default.PlanContent)!;
        return new PlanVersion(row.Concentrator, row.Version, content.EveryS, row.Version == newest, content.Templates, content.Meters, content.HorizonDays);
    }

    /// <summary>The versions in force in a range: those made within it, and the newest made before it, or the oldest of all when none was.</summary>
    public static IReadOnlyList<long> VersionsIn(StoreConnection connection, string concentrator, long from, long to) => connection.Query<long>(
        """
        SELECT version FROM plan WHERE concentrator = @Concentrator AND version <= @Last AND version >= COALESCE(
            (SELECT MAX(version) FROM plan WHERE concentrator = @Concentrator AND version <= @From),
            (SELECT MIN(version) FROM plan WHERE concentrator = @Concentrator))
        ORDER BY version DESC LIMIT @Most
        """,
        new
        {
            Concentrator = concentrator,
            From = from,
            Last = Math.Max(Math.Max(to - 1, from), connection.Scalar<long?>("SELECT MIN(version) FROM plan WHERE concentrator = @Concentrator", new { Concentrator = concentrator }) ?? 0),
            Most = RegistryLimits.PlansOfRangeMax,
        }).Reverse().ToList();

    // The rows below hold integers as the database gives them, in 64 bits.
    internal sealed record PlanRow(string Concentrator, long Version, string Content);

    [method: ExplicitConstructor]
    internal sealed record SnapshotPlan(string Concentrator, long Version, string Content, long IsCurrent, string Named);

    private sealed record ConcentratorRow(string Id, string Gateway, long EveryS);

    // A template without tasks is its list of reads.
    private sealed record TemplateRow(string Name, string Protocol, string Reads)
    {
        public MeterTemplate ToTemplate()
        {
            if (Reads.StartsWith('[')) return new MeterTemplate(Name, Protocol, JsonSerializer.Deserialize(Reads, PlanJson.Default.IReadOnlyListPlanRead)!);
            var whole = JsonSerializer.Deserialize(Reads, PlanJson.Default.PlanTemplate)!;
            return new MeterTemplate(Name, Protocol, whole.Reads, whole.Tasks);
        }
    }

    private sealed record MeterRow(
        string Id, string Concentrator, long Line, string Address, string Protocol, string Template, long Baud, long Phases, string MaxKw, string Zone, string? PointOfDelivery, long? Parity)
    {
        public MeterEntry ToEntry() =>
            new(Id, Concentrator, (int)Line, Address, Protocol, Template, (int)Baud, (int)Phases, MaxKw, Zone, PointOfDelivery, (int?)Parity);
    }
}
