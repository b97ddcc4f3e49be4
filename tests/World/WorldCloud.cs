using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;
using Wattline.Gateway.Domain;
using Wattline.Simulators.Block;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World;

/// <summary>The cloud's real rooms over a database in memory.</summary>
internal sealed class WorldCloud : IDisposable
{
    public const string GatewayName = "GW-1";

    private readonly Database _database = Database.InMemory(RegistrySchema.Tables, IngestSchema.Tables, LeaseSchema.Tables);
    private readonly Dictionary<(string, string), long> _positions = [];

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

    public Database Database => _database;

    /// <summary>Transactions that were undone because another process had the partition.</summary>
    public int FencedOff { get; set; }

    /// <summary>Events of all partitions that are stored.</summary>
    public long EventsTaken => _positions.Values.Sum(position => position + 1);

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

    /// <summary>A partition's position was moved: forward, whoever did it.</summary>
    public void Moved(string hub, string partition)
    {
        var now = _database.Read(connection => connection.QueryFirstOrDefault<long>(
            "SELECT event_sequence FROM hub_partition WHERE hub = @Hub AND partition_id = @Partition", new { Hub = hub, Partition = partition }));
        if (now <= _positions.GetValueOrDefault((hub, partition), -1)) throw new InvalidOperationException($"{hub}/{partition}: back to {now}");
        _positions[(hub, partition)] = now;
    }

    /// <summary>Shows the oracle every reading that is stored.</summary>
    public void Judge(ReadingOracle oracle, MemoryOracle memory)
    {
        Queries.StreamReadings(reading =>
        {
            var stored = new StoredReading(
                reading.Meter, reading.Obis.ToString(), reading.Slot, reading.Value?.ToString(),
                reading.Value is null ? reading.Quality.ToString() : null,
                reading.Value is not null && !reading.Quality.IsValid, reading.Values, reading.Kind.Name());
            oracle.Add(stored);
            memory.Add(stored);
        });
        foreach (var concentrator in Registry.Concentrators())
            foreach (var outage in Queries.Outages(concentrator.Id))
                oracle.AddOutage(concentrator.Id, outage.FirstSlot, outage.LastSlot, outage.Cause.Name);
    }

    public void Dispose() => _database.Dispose();
}
