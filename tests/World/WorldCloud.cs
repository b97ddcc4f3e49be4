using Wattline.Cloud.Contracts;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Coverage;
using Wattline.Cloud.Ingest.Money;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Ledger;
using Wattline.Cloud.Ledger.Accounts;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Kiosks;
using Wattline.Cloud.Ledger.Statements;
using Wattline.Cloud.Ledger.Suspense;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Portal.Money;
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

    private readonly Database _database = Database.InMemory(RegistrySchema.Tables, IngestSchema.Tables, LeaseSchema.Tables, LedgerSchema.Tables);
    private readonly Dictionary<(string, string), long> _positions = [];

    /// <summary>The largest note of the block's kiosks.</summary>
    private const long NoteMinorMax = 10_000;

    private readonly LedgerBook _book;
    private readonly KioskIntake _intake;

    public WorldCloud(VirtualClock clock, string registryCsv, ResidentialBlock block)
    {
        Registry = new MeterRegistry(_database, clock.Time);
        Ingest = new IngestService(_database, clock.Time);
        Replays = new ReplayPlanner(_database, clock.Time, new IngestSettings());
        Queries = new IngestQueries(_database);
        _book = new LedgerBook(_database, clock.Time);
        _intake = new KioskIntake(_database, _book, new KioskRecordFeed(new MoneyRecords(_database), block.Kiosks.ToDictionary(
            static kiosk => $"{kiosk.Concentrator}/{kiosk.Name}", static kiosk => Convert.ToHexString(BlockKiosk.KeyOf(kiosk.Name)))));
        foreach (var meter in block.Meters) _book.Open(Customer(meter.Account));
        foreach (var map in block.RegisterMaps)
            if (Registry.ImportMap(map) is { Applied: false } refused)
                throw new InvalidOperationException($"the block's register map: {refused.Errors[0]}");
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

    /// <summary>Holds the ledger against what the devices counted, and against the records that it was made of.</summary>
    public IEnumerable<string> JudgeMoney(ResidentialBlock block)
    {
        while (_intake.TakeIn() > 0)
        {
            // Until nothing is left.
        }

        var says = new LedgerQueries(_database);
        var credited = block.Meters.Select(static meter => meter.Account).ToDictionary(static account => account, account => says.Balance(Customer(account)), StringComparer.Ordinal);
        var suspense = new SuspenseDesk(_database, _book).List(limit: int.MaxValue);
        var notes = Queries.Notes().Select(static note =>
            new StoredNote(note.Kiosk, note.Note, note.State == MoneyType.Escrow, note.Endings, note.State == MoneyType.Suspense ? note.Value : null));
        // What went with a flash before anybody had it is found by the device's counter, and somebody is told.
        var isExchanged = block.Faults.All.Any(static fault => fault is { Kind: FaultKind.Crash, Magnitude: WorldRun.Exchange });
        var jumps = isExchanged ? new AuditBook(_database, _book).Findings().Count(static finding => finding.Kind == FindingKinds.CounterJumped) : 0;
        var money = MoneyOracle.Judge(block, credited, suspense.Sum(static item => item.Amount), notes, quarantined: jumps * NoteMinorMax);
        foreach (var problem in money.Problems) yield return problem;
        if (money.Taken == 0 && block.Kiosks.Count > 0) yield return "nobody paid anything: the world tests no money";
        if (_intake.Held() is { Count: > 0 } held) yield return $"the ledger waits for {held[0]}";
        if (!says.TrialBalance().IsBalanced) yield return "the ledger is not balanced";
        foreach (var account in says.Accounts().Where(static account => account.HeldCredit > 0)) yield return $"{account.Key} has {account.HeldCredit} on hold for ever";
        foreach (var finding in new AuditBook(_database, _book).Findings().Where(static finding => finding.Kind is FindingKinds.ChainBroken or FindingKinds.CountBroken or FindingKinds.Cloned))
            yield return $"{finding.Kind} of {finding.Subject}: {finding.Detail}";
    }

    private static AccountKey Customer(string account) => new(AccountKind.Customer, account, "CNY");

    public void Dispose() => _database.Dispose();
}
