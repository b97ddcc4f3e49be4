using System.Diagnostics;
using System.Text;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Simulators.EventHub.Host;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Tests.Bench;

/// <summary>Producers and consumers of ours over loopback TCP to the endpoint, all in this process. Beside it: the same bytes over a bare socket.</summary>
internal static class EventHubBench
{
    private const int Partitions = 4;
    private const int EventsOfBatch = 100;
    private const int BatchesOfPartition = 1_000;
    private const int Events = Partitions * BatchesOfPartition * EventsOfBatch;

    /// <summary>One read of four registers as JSON: an event each, nothing packed.</summary>
    private static readonly byte[] _body = Encoding.ASCII.GetBytes("""{"meter":"000000000161","slot":1772323200,"values":[{"obis":"1-0:1.8.0","v":123456.78},{"obis":"1-0:1.8.1","v":23456.78},{"obis":"1-0:1.8.2","v":3456.78},{"obis":"1-0:2.8.0","v":456.78}],"quality":"3.0.0"}""".PadRight(310));

    public static void Run() => RunAsync().GetAwaiter().GetResult();

    private static async Task RunAsync()
    {
        await MeasureAsync(batches: 50);
        var (into, outOf, bytes) = await MeasureAsync(BatchesOfPartition);
        var bare = await BareSocketAsync(bytes);
        Console.WriteLine();
        Console.WriteLine($"event hub: {Events:N0} events of {_body.Length} bytes in batches of {EventsOfBatch}, {Partitions} partitions, producer, endpoint and consumer in one process");
        Console.WriteLine($"  into the endpoint, accepted           {Events / into.Seconds,12:N0} events/s, {into.Cpu * 1e6 / Events:F2} CPU-seconds per million");
        Console.WriteLine($"  out of it, decoded                    {Events / outOf.Seconds,12:N0} events/s, {outOf.Cpu * 1e6 / Events:F2} CPU-seconds per million");
        Console.WriteLine($"  the limit: as many bytes over TCP     {Events / bare.Seconds,12:N0} events/s, {bare.Cpu * 1e6 / Events:F2} CPU-seconds per million");
    }

    private static async Task<((double Seconds, double Cpu) In, (double Seconds, double Cpu) Out, long Bytes)> MeasureAsync(int batches)
    {
        var settings = new EndpointSettings { Hubs = [new HubSettings("readings", Partitions, [])], PartitionBytesMax = 1L << 30 };
        await using var host = await EndpointHost.StartAsync(settings, new EndpointPorts(), TimeProvider.System, CancellationToken.None);
        if (ConnectionString.TryParse($"Endpoint=sb://127.0.0.1:{host.AmqpPort};SharedAccessKeyName={EndpointSettings.DefaultKeyName};SharedAccessKey={EndpointSettings.DefaultKey};UseDevelopmentEmulator=true", out var where) != ConnectionStringFault.None)
            throw new InvalidOperationException("The connection string does not read.");
        var options = new EventHubOptions { Namespace = where, Hub = "readings" };
        await using var up = EventHubConnection.Open(options, TimeProvider.System, new Random(1));
        await using var down = EventHubConnection.Open(options with { ContainerId = "reader" }, TimeProvider.System, new Random(2));
        var producers = Enumerable.Range(0, Partitions).Select(p => up.CreateProducer($"{p}")).ToList();
        foreach (var producer in producers) await producer.OpenedAsync(CancellationToken.None);
        var into = await MeasureAsync(() => Task.WhenAll(producers.Select(producer => Task.Run(() => SendAsync(producer, batches)))));
        var outOf = await MeasureAsync(() => Task.WhenAll(Enumerable.Range(0, Partitions).Select(p => Task.Run(() => ReadAsync(down, p, batches * EventsOfBatch)))));
        return (into, outOf, host.Endpoint.Counters.BytesIn);
    }

    private static async Task SendAsync(EventHubProducer producer, int batches)
    {
        // Two batches under way: one is filled while the other travels.
        var free = new Queue<EventBatch>([producer.CreateBatch(), producer.CreateBatch()]);
        var under = new Queue<(EventBatch Batch, Task<SendReport> Sent)>();
        for (var i = 0; i < batches; i++)
        {
            if (free.Count == 0) free.Enqueue(await AcceptedAsync(under.Dequeue()));
            var batch = free.Dequeue();
            batch.Clear();
            for (var e = 0; e < EventsOfBatch; e++)
                if (!batch.TryAdd(new EventData { Body = _body, Properties = [KeyValuePair.Create("cloudEvents:id", AmqpValue.String("C-0001/1/readings/7"))] })) throw new InvalidOperationException("The batch is full.");
            under.Enqueue((batch, producer.SendAsync(batch, CancellationToken.None)));
        }
        while (under.Count > 0) await AcceptedAsync(under.Dequeue());
    }

    private static async Task<EventBatch> AcceptedAsync((EventBatch Batch, Task<SendReport> Sent) under)
    {
        var report = await under.Sent;
        return report.Outcome == SendOutcome.Accepted ? under.Batch : throw new InvalidOperationException($"{report.Outcome}: {report.Error}");
    }

    private static async Task ReadAsync(EventHubConnection connection, int partition, int count)
    {
        var consumer = connection.CreateConsumer(new ConsumerSettings { Partition = $"{partition}", Prefetch = 2_000 });
        var got = new List<ReceivedEvent>();
        for (var next = 0; next < count; next += got.Count)
        {
            await consumer.ReadAsync(got, most: 500, CancellationToken.None);
            if (got[0].Sequence != next || got[^1].Body.Length != _body.Length) throw new InvalidOperationException("An event is missing or spoiled.");
        }
    }

    private static async Task<(double Seconds, double Cpu)> BareSocketAsync(long bytes)
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync((System.Net.IPEndPoint)listener.LocalEndpoint);
        using var server = await listener.AcceptTcpClientAsync();
        return await MeasureAsync(() => Task.WhenAll(
            Task.Run(async () =>
            {
                var chunk = new byte[64 * 1_024];
                for (long sent = 0; sent < bytes; sent += chunk.Length) await client.GetStream().WriteAsync(chunk);
            }),
            Task.Run(async () =>
            {
                var chunk = new byte[64 * 1_024];
                for (long got = 0; got < bytes;) got += await server.GetStream().ReadAsync(chunk);
            })));
    }

    private static async Task<(double Seconds, double Cpu)> MeasureAsync(Func<Task> work)
    {
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var time = Stopwatch.StartNew();
        await work();
        return (time.Elapsed.TotalSeconds, (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds);
    }
}
