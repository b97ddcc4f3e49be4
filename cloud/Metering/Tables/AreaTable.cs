using Dapper;
using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Metering.Points;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Tables;

/// <summary>Transformer areas as a tree.</summary>
internal sealed class AreaTable : RegistryTable<TransformerArea>
{
    public override string Name => "areas";

    public override IReadOnlyList<string> Columns { get; } = ["area", "parent", "name", "loss_percent_max"];

    public override IReadOnlyList<string> Required { get; } = ["area"];

    public override string KeyOf(TransformerArea row) => row.Id;

    public override TransformerArea Read(FieldCheck check, Func<string, string> field) => new(
        check.Identifier("area", field("area"), dots: true),
        check.OptionalIdentifier("parent", field("parent")),
        check.Text("name", field("name"), PointLimits.NameCharsMax),
        field("loss_percent_max") is { Length: > 0 } percent ? check.Percent("loss_percent_max", percent) : "8");

    public override string[] Write(TransformerArea row) => [row.Id, row.Parent ?? "", row.Name ?? "", row.LossPercentMax];

    public override IEnumerable<TransformerArea> Load(StoreConnection connection) => connection.Query<Row>(
        "SELECT id AS Id, parent AS Parent, name AS Name, loss_percent_max AS LossPercentMax FROM area ORDER BY id")
        .Select(static row => new TransformerArea(row.Id, row.Parent, row.Name, row.LossPercentMax));

    public override void Put(StoreConnection connection, TransformerArea row) => connection.Prepared(
        """
        INSERT INTO area (id, parent, name, loss_percent_max) VALUES (@id, @parent, @name, @loss)
        ON CONFLICT (id) DO UPDATE SET parent = excluded.parent, name = excluded.name, loss_percent_max = excluded.loss_percent_max
        """,
        "id", "parent", "name", "loss").Run(row.Id, row.Parent, row.Name, row.LossPercentMax);

    public override void Agree(
        StoreConnection connection, IReadOnlyDictionary<string, TransformerArea> known, IReadOnlyList<TableLine<TransformerArea>> lines, Action<TableLine<TransformerArea>, string, string> refuse)
    {
        var parents = known.Values.ToDictionary(static area => area.Id, static area => area.Parent, StringComparer.Ordinal);
        foreach (var line in lines) parents[line.Row.Id] = line.Row.Parent;
        foreach (var line in lines)
        {
            if (line.Row.Parent is null) continue;
            if (!parents.ContainsKey(line.Row.Parent))
            {
                refuse(line, "parent", $"there is no area {line.Row.Parent}");
                continue;
            }

            var depth = 1;
            for (var above = line.Row.Parent; above is not null && depth <= PointLimits.AreaDepthMax; depth++)
            {
                if (above == line.Row.Id) depth = PointLimits.AreaDepthMax;
                above = parents.GetValueOrDefault(above);
            }

            if (depth > PointLimits.AreaDepthMax) refuse(line, "parent", $"the area is above itself, or has more than {PointLimits.AreaDepthMax} above it");
        }
    }

    [method: ExplicitConstructor]
    private sealed record Row(string Id, string? Parent, string? Name, string LossPercentMax);
}
