using System.Buffers;
using System.Text.Json;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Metering.Plans;
using Wattline.Cloud.Store;

namespace Wattline.Cloud.Metering.Registry;

/// <summary>
/// The registry: which meters there are, where, and what is read from them. It is the only owner of this knowledge;
/// gateways and concentrators get copies by version.
/// </summary>
public sealed class MeterRegistry
{
    private readonly Database _database;
    private readonly TimeProvider _wall;

    /// <param name="database">Holds the tables of <see cref="RegistrySchema"/>.</param>
    /// <param name="wall">Numbers versions, and says which are old.</param>
    public MeterRegistry(Database database, TimeProvider wall)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(wall);
        _database = database;
        _wall = wall;
        _database.Write(connection =>
        {
            foreach (var template in MeterTemplate.BuiltIn) RegistryRows.AddIfMissing(connection, template);
        });
    }

    /// <summary>The registry's version: it grows with every import that changed something.</summary>
    public long Version() => _database.Read(RegistryRows.Version);

    /// <summary>Takes a CSV file (docs/registry.md). The same file again changes nothing.</summary>
    public ImportResult Import(string csv, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(csv);
        options ??= new ImportOptions();
        return _database.Write(connection =>
        {
            var result = new RegistryImport(connection, options, _wall.GetUtcNow()).Run(csv);
            if (!result.Applied) connection.Abandon();
            return result;
        });
    }

    /// <summary>Takes a Modbus register map (docs/registry.md) as a template: meters of its type are read by it. The same map again changes nothing.</summary>
    public ImportResult ImportMap(string text, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        options ??= new ImportOptions();
        return _database.Write(connection =>
        {
            var result = RegisterMaps.MapImport.Run(connection, text, options, _wall.GetUtcNow());
            if (!result.Applied) connection.Abandon();
            return result;
        });
    }

    /// <summary>What can be read from meters, by name.</summary>
    public IReadOnlyList<MeterTemplate> Templates() => _database.Read(connection =>
        RegistryRows.Templates(connection).Values.OrderBy(static template => template.Name, StringComparer.Ordinal).ToList());

    /// <summary>What a gateway needs to know: the plan versions that its journal may refer to, of the concentrators that it may serve or has served.</summary>
    /// <param name="gateway">Whose snapshot.</param>
    /// <param name="heard">Concentrators that this gateway was the last to be heard for: it may hold records of theirs, whoever serves them now.</param>
    /// <param name="elsewhere">Concentrators that another gateway holds: their plan is current there and not here, unless the registry names this gateway for them.</param>
    public RegistrySnapshotText Snapshot(string gateway, IEnumerable<string>? heard = null, IReadOnlyCollection<string>? elsewhere = null) => _database.Read(connection =>
    {
        var others = (elsewhere ?? []).ToHashSet(StringComparer.Ordinal);
        var version = RegistryRows.Version(connection);
        var plans = RegistryRows.PlansOf(connection, gateway, heard ?? [], _wall.GetUtcNow());
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("version", version);
            json.WriteStartArray("plans");
            foreach (var plan in plans) Write(json, plan, plan.IsCurrent != 0 && (plan.Named == gateway || !others.Contains(plan.Concentrator)));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return new RegistrySnapshotText(version, bytes.WrittenMemory);
    });

    /// <summary>All meters, by id.</summary>
    public IReadOnlyList<MeterEntry> Meters() => _database.Read(connection => RegistryRows.Meters(connection).ToList());

    /// <summary>The meter, or null.</summary>
    public MeterEntry? Meter(string id) => _database.Read(connection => RegistryRows.Meter(connection, id));

    /// <summary>All concentrators, by id.</summary>
    public IReadOnlyList<ConcentratorEntry> Concentrators() => _database.Read(connection => RegistryRows.Concentrators(connection).ToList());

    /// <summary>Whether there is such a concentrator.</summary>
    public bool Has(string concentrator) => _database.Read(connection => RegistryRows.Has(connection, concentrator));

    /// <summary>A version of a concentrator's plan, the newest when none is named; null when there is none.</summary>
    public PlanVersion? Plan(string concentrator, long? version = null) => _database.Read(connection => RegistryRows.Plan(connection, concentrator, version));

    /// <summary>
    /// The versions of a concentrator's plan that were in force in a range, oldest first, at most the newest <see cref="RegistryLimits.PlansOfRangeMax"/>;
    /// for a range before all of them the oldest. None when the concentrator has no plan.
    /// </summary>
    /// <param name="concentrator">Whose.</param>
    /// <param name="from">First moment, Unix seconds.</param>
    /// <param name="to">End, Unix seconds, itself not included.</param>
    public IReadOnlyList<PlanVersion> Plans(string concentrator, long from, long to) => _database.Read(connection =>
        RegistryRows.VersionsIn(connection, concentrator, from, to).Select(version => RegistryRows.Plan(connection, concentrator, version)!).ToList());

    private static void Write(Utf8JsonWriter json, RegistryRows.SnapshotPlan plan, bool isCurrent)
    {
        json.WriteStartObject();
        json.WriteString("concentrator", plan.Concentrator);
        json.WriteNumber("version", plan.Version);
        json.WriteBoolean("current", isCurrent);
        using var content = JsonDocument.Parse(plan.Content);
        foreach (var member in content.RootElement.EnumerateObject()) member.WriteTo(json);
        json.WriteEndObject();
    }
}
