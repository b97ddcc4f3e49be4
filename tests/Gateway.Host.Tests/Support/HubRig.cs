using Microsoft.Extensions.Logging;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.EventHubs;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Gateway.Host;
using Wattline.Gateway.Host.Settings;
using Wattline.Simulators.EventHub.Host;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Tests.Shared;
using HubSettings = Wattline.Gateway.Host.Settings.HubSettings;
using SimulatedHub = Wattline.Simulators.EventHub.Hubs.HubSettings;

namespace Wattline.Tests.Gateway.Host.Support;

/// <summary>A gateway beside an Event Hubs endpoint, both on real sockets; its waits are short. The registry's cloud is away: money and events need none.</summary>
internal sealed class HubRig : IAsyncDisposable
{
    public const string Key = "a-key-that-nobody-may-see-in-a-log";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("gateway-");
    private readonly CollectedLogs _logs = new();
    private readonly ILoggerFactory _factory;

    public HubRig() => _factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs));

#pragma warning disable RS0030 // Sockets and tokens run on the real clock; nothing is timed by it.
    public static TimeProvider RealTime => TimeProvider.System;
#pragma warning restore RS0030

    public EndpointHost? Hub { get; private set; }

    public GatewayProcess Gateway { get; private set; } = null!;

    public string Logs => _logs.Text;

    /// <summary>The port that the gateway connects to; the endpoint's own when not set.</summary>
    public int Port { get; set; }

    /// <summary>The endpoint's clock.</summary>
    public TimeProvider HubTime { get; init; } = RealTime;

    /// <summary>How long the client waits, at most.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(60);

    public static string ConnectionString(int port, string key = Key) =>
        $"Endpoint=sb://127.0.0.1:{port};SharedAccessKeyName=send;SharedAccessKey={key};UseDevelopmentEmulator=true";

    public async Task StartHubAsync(CancellationToken stop, Func<EndpointSettings, EndpointSettings>? change = null, int port = 0)
    {
        var settings = new EndpointSettings
        {
            Hubs = [new SimulatedHub("money", 2, []), new SimulatedHub("events", 2, []), new SimulatedHub("readings", 2, [])],
            Keys = new Dictionary<string, AccessKey> { ["send"] = new(Key) },
        };
        Hub = await EndpointHost.StartAsync(change is null ? settings : change(settings), new EndpointPorts { Amqp = port }, HubTime, stop);
        if (Port == 0) Port = Hub.AmqpPort;
    }

    public async Task StopHubAsync()
    {
        if (Hub is not null) await Hub.DisposeAsync();
        Hub = null;
    }

    public async Task StartGatewayAsync(CancellationToken stop, Func<HubSettings, HubSettings>? change = null)
    {
        var hubs = new HubSettings { ConnectionString = ConnectionString(Port), Configure = Hasty };
        var settings = new GatewaySettings
        {
            Gateway = new() { Name = "gw" },
            Mqtt = new() { Port = 0, Anonymous = true },
            Journal = new() { Directory = _directory.FullName },
            Uplink = new() { Kind = UplinkKind.EventHub, Url = new Uri("http://127.0.0.1:1"), Token = TestCloud.Token, Hubs = change is null ? hubs : change(hubs) },
            Http = new() { Port = 0 },
        };
        Gateway = await GatewayProcess.StartAsync(settings, new ManualTime(), _factory, stop);
    }

    public Task<WireClient> ConnectAsync(CancellationToken stop, string name = "C-1") => WireClient.ConnectAsync(Gateway.MqttPort, name, null, stop);

    /// <summary>Everything that a hub has, partition by partition, with its keys.</summary>
    public async Task<List<(string Partition, string? Key, Wattline.Cloud.Contracts.ReceivedEvent Event)>> ReadAsync(string hub, CancellationToken stop)
    {
        _ = Wattline.Cloud.EventHubs.Client.ConnectionString.TryParse(ConnectionString(Hub!.AmqpPort), out var space);
        var all = new List<(string, string?, Wattline.Cloud.Contracts.ReceivedEvent)>();
        await using var connection = EventHubConnection.Open(new EventHubOptions { Namespace = space, Hub = hub }, RealTime, new Random(1));
        foreach (var partition in Hub.Endpoint.Snapshot().Single(one => one.Name == hub).Partitions)
        {
            var count = (int)(partition.Last - partition.First + 1);
            using var consumer = connection.CreateConsumer(new ConsumerSettings { Partition = $"{partition.Number}" });
            var events = new List<Wattline.Cloud.EventHubs.Client.ReceivedEvent>();
            for (var read = 0; read < count; read += events.Count)
            {
                await consumer.ReadAsync(events, count, stop);
                all.AddRange(events.Select(one => ($"{partition.Number}", one.PartitionKey, HubEventReader.Read(new HubEvent(
                [.. one.Application.Select(pair => KeyValuePair.Create(pair.Key.Text!, pair.Value.Text))], one.Properties.ContentType, one.Properties.ContentEncoding, one.Body)))));
            }
        }
        return all;
    }

    /// <summary>The ids of a hub's events.</summary>
    public async Task<List<string>> IdsAsync(string hub, CancellationToken stop) => [.. (await ReadAsync(hub, stop)).Select(one => one.Event.Event!.Id)];

    public async ValueTask DisposeAsync()
    {
        if (Gateway is not null) await Gateway.DisposeAsync();
        await StopHubAsync();
        _factory.Dispose();
        _directory.Delete(recursive: true);
    }

    private HubClientSettings Hasty(HubClientSettings settings) => settings with
    {
        RetryLeast = TimeSpan.FromMilliseconds(10),
        RetryMost = TimeSpan.FromMilliseconds(200),
        BusyLeast = TimeSpan.FromMilliseconds(20),
        CircuitFor = TimeSpan.FromMilliseconds(200),
        Limits = new AmqpLimits { IdleTimeOut = Idle, OpenWithin = Idle },
    };
}
