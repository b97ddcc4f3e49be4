using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Hubs;
using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;
using Wattline.Gateway.Domain;
using Wattline.Simulators.EventHub.Host;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Tests.Peers.Postgres;

namespace Wattline.Tests.Bench;

/// <summary>
/// The chain as it runs: events as the gateway writes them, our producer, the endpoint, our consumer under leases, rows, coverage and offset in
/// one transaction. All but PostgreSQL is in this process. A reading is one value of one register; a read is a meter's four registers.
/// </summary>
internal static class ChainBench
{
    private const int Partitions = 4;
    private const int Channels = 4;
    private const int PackedMeters = 100;
    private const long FirstSlot = 1_772_323_200;
    private static readonly DateTimeOffset _received = DateTimeOffset.UnixEpoch.AddDays(20_513);
    private static readonly Obis[] _channels = [.. Enumerable.Range(0, Channels).Select(channel => Obis.Parse($"1-0:1.8.{channel}"))];

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        Console.WriteLine();
        Console.WriteLine($"chain: events of one read (a meter x {Channels} registers) and of {PackedMeters} reads, gzip where smaller, {Partitions} partitions; a reading is one value");
        await IntoAsync(Write(meters: 1, eventsOfPartition: 5_000), null);
        await IntoAsync(Write(meters: 1, eventsOfPartition: 50_000), "into the endpoint, a read an event");
        await IntoAsync(Write(PackedMeters, eventsOfPartition: 2_500), $"into the endpoint, {PackedMeters} reads an event");
        var folder = Directory.CreateTempSubdirectory("wattline-bench-");
        try
        {
            using (var sqlite = Database.Open(Path.Combine(folder.FullName, "packed.db"), IngestSchema.Tables, LeaseSchema.Tables))
                await ThroughAsync(sqlite, PackedMeters, eventsOfPartition: 500, $"to rows in SQLite, {PackedMeters} reads an event");
            using (var sqlite = Database.Open(Path.Combine(folder.FullName, "single.db"), IngestSchema.Tables, LeaseSchema.Tables))
                await ThroughAsync(sqlite, 1, eventsOfPartition: 5_000, "to rows in SQLite, a read an event");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        if (!Directory.Exists("/usr/lib/postgresql/15/bin"))
        {
            Console.WriteLine("  PostgreSQL 15 is not installed (tests/Peers/run does it): left out");
            return;
        }

        await using var cluster = await PostgresCluster.StartAsync(CancellationToken.None, isDurable: true);
        using (var warm = Open(cluster)) await ThroughAsync(warm, PackedMeters, eventsOfPartition: 100, null);
        using (var postgres = Open(cluster)) await ThroughAsync(postgres, PackedMeters, eventsOfPartition: 1_500, $"to rows in PostgreSQL, {PackedMeters} reads an event");
        using (var postgres = Open(cluster)) await ThroughAsync(postgres, 1, eventsOfPartition: 10_000, "to rows in PostgreSQL, a read an event");
    }

    private static Database Open(PostgresCluster cluster) => Database.Connect(cluster.NewSchema(), TimeProvider.System, IngestSchema.Tables, LeaseSchema.Tables);

    /// <summary>Into the endpoint, and nobody reads.</summary>
    private static async Task IntoAsync(List<EventData>[] events, string? name)
    {
        await using var host = await HostAsync();
        await using var up = EventHubConnection.Open(Options(host), TimeProvider.System, new Random(1));
        var figure = await MeasureAsync(() => SendAsync(up, events));
        if (name is not null) Print(name, figure, events.Sum(static of => of.Count), events[0].Count == 50_000 ? 1 : PackedMeters, events.Sum(static of => of.Sum(static one => (long)one.Body.Length)));
    }

    /// <summary>Producer, endpoint, consumer and database at once; it ends when the last message is durable.</summary>
    private static async Task ThroughAsync(Database database, int meters, int eventsOfPartition, string? name)
    {
        var events = Write(meters, eventsOfPartition);
        long all = events.Sum(static of => of.Count);
        await using var host = await HostAsync();
        await using var up = EventHubConnection.Open(Options(host), TimeProvider.System, new Random(1));
        using var metrics = new IngestMetrics();
        var service = new IngestService(database, TimeProvider.System, metrics);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        service.Stored += _ =>
        {
            if (metrics.Stored == all) done.TrySetResult();
        };
        var hub = new AmqpHub(Options(host) with { ContainerId = "reader" }, "readings", "$Default", 2_000, 16 << 20, TimeProvider.System, new Random(2));
        await using var consumer = new HubConsumer(
            hub, database, new HubConsumerSettings { Member = "bench" }, service, TimeProvider.System, TimeProvider.System, new Random(3), NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var reading = consumer.RunAsync(stop.Token);
        var figure = await MeasureAsync(async () =>
        {
            await SendAsync(up, events);
            await Task.WhenAny(done.Task, reading);
        });
        await stop.CancelAsync();
        await reading;
        if (metrics.Stored != all || metrics.ValuesAdded != all * meters * Channels) throw new InvalidOperationException($"{metrics.Stored} of {all} messages were stored.");
        if (name is not null) Print(name, figure, all, meters, events.Sum(static of => of.Sum(static one => (long)one.Body.Length)));
    }

    private static void Print(string name, (double Seconds, double Cpu) figure, long events, int meters, long bytes) => Console.WriteLine(
        $"  {name,-46}{events / figure.Seconds,10:N0} events/s {events * meters * Channels / figure.Seconds,12:N0} readings/s, {figure.Cpu * 1e6 / events,9:F2} CPU-seconds per million events, body {(double)bytes / events / meters:F1} bytes a read");

    private static Task<EndpointHost> HostAsync() => EndpointHost.StartAsync(
        new EndpointSettings { Hubs = [new HubSettings("readings", Partitions, [])], PartitionBytesMax = 1L << 30 }, new EndpointPorts(), TimeProvider.System, CancellationToken.None);

    private static EventHubOptions Options(EndpointHost host)
    {
        var text = $"Endpoint=sb://127.0.0.1:{host.AmqpPort};SharedAccessKeyName={EndpointSettings.DefaultKeyName};SharedAccessKey={EndpointSettings.DefaultKey};UseDevelopmentEmulator=true";
        return ConnectionString.TryParse(text, out var where) == ConnectionStringFault.None
            ? new EventHubOptions { Namespace = where, Hub = "readings" }
            : throw new InvalidOperationException("The connection string does not read.");
    }

    private static Task SendAsync(EventHubConnection up, List<EventData>[] events) => Task.WhenAll(events.Select((of, partition) => Task.Run(async () =>
    {
        using var producer = up.CreateProducer($"{partition}");
        await producer.OpenedAsync(CancellationToken.None);
        // Two batches under way: one is filled while the other travels.
        var under = new Queue<Task<SendReport>>();
        for (var next = 0; next < of.Count;)
        {
            if (under.Count == 2) Accepted(await under.Dequeue());
            var batch = producer.CreateBatch();
            while (next < of.Count && batch.TryAdd(of[next])) next++;
            under.Enqueue(producer.SendAsync(batch, CancellationToken.None));
        }

        while (under.Count > 0) Accepted(await under.Dequeue());
    })));

    private static void Accepted(SendReport report)
    {
        if (report.Outcome != SendOutcome.Accepted) throw new InvalidOperationException($"{report.Outcome}: {report.Error}");
    }

    /// <summary>Events of each partition, as the gateway's uplink writes them; a concentrator's are of one partition.</summary>
    private static List<EventData>[] Write(int meters, int eventsOfPartition)
    {
        using var writer = new HubEventWriter("GW-0001");
        return [.. Enumerable.Range(0, Partitions).Select(partition =>
        {
            var events = new List<HubEvent>(eventsOfPartition);
            for (var index = 0; index < eventsOfPartition; index++)
                if (!writer.TryWrite(Message(partition, index, meters), _received, events)) throw new InvalidOperationException("Too large.");
            return events.ConvertAll(static one => new EventData
            {
                Body = one.Body,
                ContentType = one.ContentType,
                ContentEncoding = one.ContentEncoding,
                Properties = [.. one.Properties.Select(static property => KeyValuePair.Create(property.Key, AmqpValue.String(property.Value!)))],
            });
        })];
    }

    private static ReadingsMessage Message(int partition, int index, int meters)
    {
        const int ConcentratorsOfPartition = 10;
        var (concentrator, sequence) = (index % ConcentratorsOfPartition, index / ConcentratorsOfPartition + 1);
        var header = new MessageHeader(
            ConcentratorId.Parse($"C-{partition}{concentrator}"), new Epoch(0xFEED_0000_0000_0001), StreamId.Readings, sequence, 1, sequence * 900_000L, null, (ulong)sequence);
        var slot = FirstSlot + sequence * 60L;
        var message = new ReadingsMessage { Header = header, Plan = 1, Slot = slot };
        for (var meter = 0; meter < meters; meter++)
        {
            // Registers of a real block differ from meter to meter and grow by some hundred Wh a slot.
            var number = (partition * ConcentratorsOfPartition + concentrator) * meters + meter;
            message.AddEntry(MeterId.Parse($"{number:D12}"), slot, 1_200 + meter * 137 % 900, false, default);
            for (var channel = 0; channel < Channels; channel++)
                message.AddValue(new ReadingValue(_channels[channel], new ExactDecimal(1_000_000L + number * 7_919L % 900_000 + sequence * (31L + number % 17) / (channel + 1), 2), true));
        }

        return message;
    }

    private static async Task<(double Seconds, double Cpu)> MeasureAsync(Func<Task> work)
    {
        GC.Collect();
        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var time = Stopwatch.StartNew();
        await work();
        process.Refresh();
        return (time.Elapsed.TotalSeconds, (process.TotalProcessorTime - cpu).TotalSeconds);
    }
}
