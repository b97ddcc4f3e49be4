using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Store;
using Wattline.Simulators.Block;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World;

/// <summary>The cloud's real rooms over a database in memory.</summary>
internal sealed class WorldCloud : IDisposable
{
    public const string GatewayName = "GW-1";

    private readonly Database _database = Database.InMemory(RegistrySchema.Tables, IngestSchema.Tables);

    public WorldCloud(VirtualClock clock, string registryCsv)
    {
        Registry = new MeterRegistry(_database, clock.Time);
        Ingest = new IngestService(_database, clock.Time);
        Replays = new ReplayPlanner(_database, clock.Time, new IngestSettings());
        Queries = new IngestQueries(_database);
        var import = Registry.Import(registryCsv);
        if (!import.Applied)
            throw new InvalidOperationException($"the block's registry: {import.Errors[0]}");
    }

    public MeterRegistry Registry { get; }

    public IngestService Ingest { get; }

    public ReplayPlanner Replays { get; }

    public IngestQueries Queries { get; }

    /// <summary>Stores a batch as it came over the wire.</summary>
    public void Take(ReadOnlyMemory<byte> batch)
    {
        if (!CloudEventBatchReader.TryRead(batch, out var events, out var fault))
            throw new InvalidOperationException($"the gateway's batch: {fault}");
        Ingest.Ingest(events);
    }

    /// <summary>Shows the oracle every reading that is stored.</summary>
    public void Judge(ReadingOracle oracle) => Queries.StreamReadings(reading => oracle.Add(new StoredReading(
        reading.Meter, reading.Obis.ToString(), reading.Slot, reading.Value?.ToString(),
        reading.Value is null ? reading.Quality.ToString() : null,
        reading.Value is not null && !reading.Quality.IsValid, reading.Values)));

    public void Dispose() => _database.Dispose();
}
