using Wattline.Cloud.Contracts;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Cloud.Ingest;
using Wattline.Cloud.Ingest.Queries;
using Wattline.Cloud.Store;
using Wattline.Cloud.Store.Leases;
using Wattline.Gateway.Domain;
using Wattline.Simulators.EventHub.Host;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Ingest.Hubs;

/// <summary>The endpoint on sockets with a hub "readings", a database, and processes that read.</summary>
internal sealed class HubRig : IAsyncDisposable
{
    private readonly ManualTime? _endpointTime;
    private readonly int _port;
    private EndpointHost _host = null!;
    private EventHubConnection _up = null!;

    private HubRig(bool timeStands, bool returns) => (_port, _endpointTime) = (returns ? TestPorts.Take() : 0, timeStands ? new ManualTime(MachineTime.Clock.GetUtcNow()) : null);

    public Database Database { get; } = TestStore.Open(IngestSchema.Tables, LeaseSchema.Tables);

    public IngestQueries Queries => new(Database);

    public EventHubOptions Options => OptionsWith(EndpointSettings.DefaultKey);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<HubRig> StartAsync(int partitions = 1, long bytesMax = 256L << 20, bool timeStands = false, bool returns = false)
    {
        var rig = new HubRig(timeStands, returns);
        await rig.MakeHubAsync(partitions, bytesMax);
        return rig;
    }

    /// <summary>Another hub under the same name: the one before is gone with its events. On the same port where the rig was made to return.</summary>
    public async Task MakeHubAsync(int partitions, long bytesMax = 256L << 20)
    {
        await CloseAsync();
        var settings = new EndpointSettings { Hubs = [new HubSettings("readings", partitions, [])], PartitionBytesMax = bytesMax };
        _host = await EndpointHost.StartAsync(settings, new EndpointPorts { Amqp = _port }, _endpointTime ?? MachineTime.Clock, Stop);
        _up = EventHubConnection.Open(Options with { Hub = "readings" }, MachineTime.Clock, new Random(3));
    }

    public EventHubOptions OptionsWith(string key)
    {
        Assert.Equal(ConnectionStringFault.None, ConnectionString.TryParse(ConnectionText(key), out var space));
        return new EventHubOptions { Namespace = space };
    }

    public string ConnectionText(string key) =>
        $"Endpoint=sb://127.0.0.1:{_host.AmqpPort};SharedAccessKeyName={EndpointSettings.DefaultKeyName};SharedAccessKey={key};UseDevelopmentEmulator=true";

    /// <summary>Starts a process that reads.</summary>
    public Ingestion Read(string member = "one", double leaseSeconds = 60) => new(Options, Database, member, TimeSpan.FromSeconds(leaseSeconds));

    /// <summary>Sends messages as a gateway does.</summary>
    public Task SendAsync(int partition, params IEnumerable<Message> messages)
    {
        var events = new List<HubEvent>();
        using var writer = new HubEventWriter("G1");
        foreach (var message in messages) Assert.True(writer.TryWrite(message, Wire.Received, events));
        return SendAsync(partition, events.Select(Of));
    }

    /// <summary>Sends events as they are.</summary>
    public async Task SendAsync(int partition, IEnumerable<EventData> events)
    {
        using var producer = _up.CreateProducer($"{partition}");
        await producer.OpenedAsync(Stop);
        foreach (var one in events)
        {
            var batch = producer.CreateBatch();
            Assert.True(batch.TryAdd(one));
            Assert.Equal(SendOutcome.Accepted, (await producer.SendAsync(batch, Stop)).Outcome);
        }
    }

    /// <summary>Lets time pass at the endpoint until a partition no longer holds an event.</summary>
    public async Task ForgetAsync(int partition, long sequence)
    {
        do _endpointTime!.Advance(TimeSpan.FromSeconds(10));
        while ((await _up.GetPartitionPropertiesAsync($"{partition}", Stop)).BeginSequence <= sequence);
    }

    public static EventData Of(HubEvent one) => new()
    {
        Body = one.Body,
        ContentType = one.ContentType,
        ContentEncoding = one.ContentEncoding,
        Properties = [.. one.Properties.Select(static property => KeyValuePair.Create(property.Key, AmqpValue.String(property.Value!)))],
    };

    /// <summary>The number of the last event of a partition that is stored.</summary>
    public long? Position(int partition) => Database.Read(connection =>
        connection.QueryFirstOrDefault<long?>("SELECT event_sequence FROM hub_partition WHERE partition_id = @Partition", new { Partition = $"{partition}" }));

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Database.Dispose();
    }

    private async Task CloseAsync()
    {
        if (_up is not null) await _up.DisposeAsync();
        if (_host is not null) await _host.DisposeAsync();
    }
}
