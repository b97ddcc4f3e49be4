using Wattline.Simulators.EventHub.Host;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Simulators.Lab.Run;

/// <summary>The lab's own Event Hubs namespace: three hubs on disk, a key that only sends for the gateway and one that only listens for the cloud.</summary>
internal sealed class LabHubs : IAsyncDisposable
{
    private const string SendName = "gateway";
    private const string ListenName = "cloud";

    private static readonly string[] _names = ["money", "events", "readings"];

    private readonly EndpointHost _host;
    private readonly LabSecrets _secrets;

    private LabHubs(EndpointHost host, LabSecrets secrets) => (_host, _secrets) = (host, secrets);

    /// <summary>Lets the gateway in.</summary>
    public string ToSend => Connection(SendName, _secrets.SendKey);

    /// <summary>Lets the cloud in.</summary>
    public string ToListen => Connection(ListenName, _secrets.ListenKey);

    /// <summary>The health page.</summary>
    public string Url => $"http://127.0.0.1:{_host.HttpPort}";

    /// <summary>Events ever taken.</summary>
    public long Events => _host.Endpoint.Snapshot().SelectMany(hub => hub.Partitions).Sum(partition => partition.Last + 1);

    public static async Task<LabHubs> StartAsync(string folder, LabSecrets secrets, CancellationToken stop)
    {
        var settings = new EndpointSettings
        {
            Hubs = [.. _names.Select(name => new HubSettings(name, Partitions: 4, []))],
            Keys = new Dictionary<string, AccessKey>
            {
                [SendName] = new(secrets.SendKey, AccessRights.Send),
                [ListenName] = new(secrets.ListenKey, AccessRights.Listen),
            },
        };
        return new LabHubs(await EndpointHost.StartAsync(settings, new EndpointPorts { Data = folder }, TimeProvider.System, stop), secrets);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private string Connection(string name, string key) =>
        $"Endpoint=sb://127.0.0.1:{_host.AmqpPort};SharedAccessKeyName={name};SharedAccessKey={key};UseDevelopmentEmulator=true";
}
