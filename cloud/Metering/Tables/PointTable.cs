using System.Globalization;
using Dapper;
using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Metering.Points;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Tables;

/// <summary>Metering points.</summary>
internal sealed class PointTable : RegistryTable<MeteringPoint>
{
    private static readonly string[] _roles = ["customer", "sum", "inner"];

    public override string Name => "points";

    public override IReadOnlyList<string> Columns { get; } =
        ["point", "customer", "point_of_delivery", "parent", "area", "role", "zone", "max_kw", "length_s", "active", "proxy", "tariff", "generation"];

    public override IReadOnlyList<string> Required { get; } = ["point", "zone", "max_kw"];

    public override string KeyOf(MeteringPoint row) => row.Id;

    public override MeteringPoint Read(FieldCheck check, Func<string, string> field) => new(
        check.Identifier("point", field("point"), dots: true),
        check.Text("customer", field("customer"), PointLimits.NameCharsMax),
        check.Text("point_of_delivery", field("point_of_delivery"), PointLimits.NameCharsMax),
        check.OptionalIdentifier("parent", field("parent")),
        check.OptionalIdentifier("area", field("area")),
        field("role") is { Length: > 0 } role ? (PointRole)Math.Max(0, Array.IndexOf(_roles, check.Known("role", role, _roles))) : PointRole.Customer,
        check.Zone("zone", field("zone")),
        check.Power("max_kw", field("max_kw")),
        field("length_s") is { Length: > 0 } length ? check.OneOf("length_s", length, PointLimits.Lengths) : 900,
        field("active") is not { Length: > 0 } active || check.Known("active", active, ["yes", "no"]) == "yes",
        check.OptionalIdentifier("proxy", field("proxy")),
        check.OptionalIdentifier("tariff", field("tariff")),
        field("generation") is { Length: > 0 } generation && check.Known("generation", generation, ["yes", "no"]) == "yes");

    public override string[] Write(MeteringPoint row) =>
    [
        row.Id, row.Customer ?? "", row.PointOfDelivery ?? "", row.Parent ?? "", row.Area ?? "", _roles[(int)row.Role], row.Zone, row.MaxKw,
        row.LengthS.ToString(CultureInfo.InvariantCulture), row.IsActive ? "yes" : "no", row.Proxy ?? "", row.Tariff ?? "", row.HasGeneration ? "yes" : "no",
    ];

    public override IEnumerable<MeteringPoint> Load(StoreConnection connection) => connection.Query<Row>(Select + " ORDER BY id").Select(static row => row.ToPoint());

    /// <summary>The points of these ids.</summary>
    public static IEnumerable<MeteringPoint> Some(StoreConnection connection, string[] ids) =>
        connection.Query<Row>($"{Select} WHERE {connection.IsOneOf("id", "@Ids")} ORDER BY id", new { Ids = ids }).Select(static row => row.ToPoint());

    public override void Put(StoreConnection connection, MeteringPoint row) => connection.Prepared(
        """
        INSERT INTO metering_point (id, customer, point_of_delivery, parent, area, role, zone, max_kw, length_s, active, proxy, tariff, generation)
        VALUES (@id, @customer, @pod, @parent, @area, @role, @zone, @max_kw, @length, @active, @proxy, @tariff, @generation)
        ON CONFLICT (id) DO UPDATE SET customer = excluded.customer, point_of_delivery = excluded.point_of_delivery, parent = excluded.parent, area = excluded.area,
            role = excluded.role, zone = excluded.zone, max_kw = excluded.max_kw, length_s = excluded.length_s, active = excluded.active, proxy = excluded.proxy, tariff = excluded.tariff, generation = excluded.generation
        """,
        "id", "customer", "pod", "parent", "area", "role", "zone", "max_kw", "length", "active", "proxy", "tariff", "generation").Run(
        row.Id, row.Customer, row.PointOfDelivery, row.Parent, row.Area, (long)row.Role, row.Zone, row.MaxKw, (long)row.LengthS, row.IsActive ? 1L : 0L, row.Proxy, row.Tariff, row.HasGeneration ? 1L : 0L);

    public override void Agree(
        StoreConnection connection, IReadOnlyDictionary<string, MeteringPoint> known, IReadOnlyList<TableLine<MeteringPoint>> lines, Action<TableLine<MeteringPoint>, string, string> refuse)
    {
        var areas = connection.Query<string>("SELECT id FROM area").ToHashSet(StringComparer.Ordinal);
        var parents = known.Values.ToDictionary(static point => point.Id, static point => point.Parent, StringComparer.Ordinal);
        foreach (var line in lines) parents[line.Row.Id] = line.Row.Parent;
        foreach (var line in lines)
        {
            var row = line.Row;
            if (row.Area is not null && !areas.Contains(row.Area)) refuse(line, "area", $"there is no area {row.Area}");
            else if (row.Proxy is not null && (row.Proxy == row.Id || !parents.ContainsKey(row.Proxy))) refuse(line, "proxy", $"there is no other point {row.Proxy}");
            else if (row.Parent is not null && !parents.ContainsKey(row.Parent)) refuse(line, "parent", $"there is no point {row.Parent}");
            else if (row.Parent is not null && IsBelowItself(row.Id, parents)) refuse(line, "parent", "the point would be deducted from itself");
        }
    }

    private static bool IsBelowItself(string id, Dictionary<string, string?> parents)
    {
        var depth = 0;
        for (var above = parents[id]; above is not null; above = parents.GetValueOrDefault(above))
            if (above == id || ++depth > PointLimits.AreaDepthMax) return true;
        return false;
    }

    private const string Select =
        """
        SELECT id AS Id, customer AS Customer, point_of_delivery AS PointOfDelivery, parent AS Parent, area AS Area, role AS Role, zone AS Zone, max_kw AS MaxKw,
            length_s AS LengthS, active AS Active, proxy AS Proxy, tariff AS Tariff, generation AS Generation
        FROM metering_point
        """;

    [method: ExplicitConstructor]
    private sealed record Row(
        string Id, string? Customer, string? PointOfDelivery, string? Parent, string? Area, long Role, string Zone, string MaxKw, long LengthS, long Active, string? Proxy, string? Tariff, long Generation)
    {
        public MeteringPoint ToPoint() =>
            new(Id, Customer, PointOfDelivery, Parent, Area, (PointRole)Role, Zone, MaxKw, (int)LengthS, Active != 0, Proxy, Tariff, Generation != 0);
    }
}
