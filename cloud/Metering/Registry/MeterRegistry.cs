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

    /// <param name="database">Holds the tables of <see cref="RegistrySchema"/>.</param>
    public MeterRegistry(Database database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _database = database;
        _database.Write(connection =>
        {
            foreach (var template in MeterTemplate.BuiltIn) RegistryRows.AddIfMissing(connection, template);
        });
    }

    /// <summary>The registry's version: it grows by one with every import that changed something.</summary>
    public long Version() => _database.Read(RegistryRows.Version);

    /// <summary>Takes a CSV file (docs/registry.md). The same file again changes nothing.</summary>
    public ImportResult Import(string csv, ImportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(csv);
        options ??= new ImportOptions();
        return _database.Write(connection =>
        {
            var result = new RegistryImport(connection, options).Run(csv);
            if (!result.Applied) connection.Abandon();
            return result;
        });
    }

    /// <summary>What a gateway needs to know: all plan versions of the concentrators that it may serve.</summary>
    public RegistrySnapshotText Snapshot(string gateway) => _database.Read(connection =>
    {
        var version = RegistryRows.Version(connection);
        var plans = RegistryRows.PlansOf(connection, gateway).ToList();
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("version", version);
            json.WriteStartArray("plans");
            for (var i = 0; i < plans.Count; i++)
            {
                var current = i + 1 == plans.Count || plans[i + 1].Concentrator != plans[i].Concentrator;
                Write(json, plans[i], current);
            }

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

    /// <summary>A version of a concentrator's plan, the newest when none is named; null when there is none.</summary>
    public PlanVersion? Plan(string concentrator, long? version = null) => _database.Read(connection => RegistryRows.Plan(connection, concentrator, version));

    private static void Write(Utf8JsonWriter json, RegistryRows.PlanRow plan, bool current)
    {
        json.WriteStartObject();
        json.WriteString("concentrator", plan.Concentrator);
        json.WriteNumber("version", plan.Version);
        json.WriteBoolean("current", current);
        using var content = JsonDocument.Parse(plan.Content);
        foreach (var member in content.RootElement.EnumerateObject()) member.WriteTo(json);
        json.WriteEndObject();
    }
}
