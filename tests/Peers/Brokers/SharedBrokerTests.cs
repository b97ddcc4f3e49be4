using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Wattline.Gateway.Host.Broker;
using Wattline.Gateway.Mqtt.Client;
using Xunit;

namespace Wattline.Tests.Peers.Brokers;

/// <summary>Two gateways, each a process, share one Mosquitto.</summary>
public sealed class SharedBrokerTests : IAsyncLifetime, IMqttClientEvents
{
    private const int Messages = 6_000;

    private readonly ConcurrentDictionary<string, bool> _acknowledged = new();
    private Mosquitto _broker = null!;
    private MqttClient _publisher = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _broker = await Mosquitto.StartAsync(Stop);
        _publisher = new(new() { ClientId = "publisher", CleanStart = true, QueuedMax = Messages }, new MqttServer("127.0.0.1", _broker.Port).OpenAsync, this, TimeProvider.System, new Random());
        _publisher.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _publisher.DisposeAsync();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task One_is_killed_and_every_acknowledged_message_is_in_a_journal()
    {
        await using var first = await GatewayAsync("gw-a");
        await using var second = await GatewayAsync("gw-b");
        await OnlineAsync(2);
        var publishing = PublishAsync(0, Messages);
        await Patience.UntilAsync(() => _acknowledged.Count > Messages / 4, () => $"{_acknowledged.Count}", Stop);
        await first.KillAsync();
        await publishing;
        Assert.Equal(Messages, _acknowledged.Count);
        var taken = first.Journalled();
        Assert.NotEmpty(taken);
        var accepted = 0L;
        await Patience.UntilAsync(
            async () => (accepted = await second.AcceptedAsync(Stop) ?? 0) + taken.Distinct().Count() >= Messages,
            () => $"{taken.Distinct().Count()} and {accepted} of {Messages}\n{second.Output}", Stop);
        // What the first had taken and not acknowledged came again: the broker tells when it has nothing left.
        await _broker.Log.NothingUnderWayAsync("gateway-", Stop);
        await second.StopAsync();
        var missing = _acknowledged.Keys.Except(taken).Except(second.Journalled()).ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} are missing, {string.Join(' ', missing.Take(10))}\n{second.Output}");
        Assert.Contains("stands in for gateway-gw-a", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_comes_back_has_its_session_again()
    {
        await using var first = await GatewayAsync("gw-a");
        await using var second = await GatewayAsync("gw-b");
        await OnlineAsync(2);
        await first.KillAsync();
        await PublishAsync(0, 100);
        await Patience.UntilAsync(async () => await second.AcceptedAsync(Stop) >= 100, () => second.Output, Stop);
        await using var again = await first.StartAgainAsync(Stop, Settings("gw-a"));
        await Patience.UntilAsync(() => second.Output.Contains("does not stand in for gateway-gw-a any more", StringComparison.Ordinal), () => second.Output, Stop);
        await OnlineAsync(2);
        await PublishAsync(100, 200);
        await Patience.UntilAsync(async () => await again.AcceptedAsync(Stop) > 0 && await again.AcceptedAsync(Stop) + await second.AcceptedAsync(Stop) >= 200, () => again.Output + second.Output, Stop);
        await again.StopAsync();
        await second.StopAsync();
        Assert.Empty(_acknowledged.Keys.Except(again.Journalled()).Except(second.Journalled()));
    }

    [Fact]
    public async Task With_TLS_broker_and_gateway_know_each_other_by_their_certificates()
    {
        using var pki = await Pki.MakeAsync(Stop, "gw-a", "C-1");
        await using var broker = await Mosquitto.StartAsync(Stop, pki.Folder);
        string[] settings =
        [
            "--Gateway:Name=gw-a", $"--Broker:Url=mqtts://localhost:{broker.Port}", $"--Broker:AuthorityFile={pki["authority.pem"]}",
            $"--Broker:CertificateFile={pki["devices/gw-a.pem"]}", $"--Broker:KeyFile={pki["devices/gw-a.key"]}",
        ];
        await using var gateway = await GatewayServer.StartAsync(Stop, settings);
        await Patience.UntilAsync(() => gateway.Output.Contains("session kept", StringComparison.Ordinal), () => gateway.Output, Stop);
        var device = new MqttServer("localhost", broker.Port)
        {
            Tls = new() { Authorities = Authorities(pki), ClientCertificate = X509Certificate2.CreateFromPemFile(pki["devices/C-1.pem"], pki["devices/C-1.key"]) },
        };
        await using var client = new MqttClient(new() { ClientId = "C-1", CleanStart = true }, device.OpenAsync, this, TimeProvider.System, new Random());
        client.Start();
        Assert.True((await client.PublishAsync(new("v1/up/C-1/money", "x"u8.ToArray(), Qos: 2, Retain: false), Stop)).IsSent);
        await Patience.UntilAsync(async () => await gateway.AcceptedAsync(Stop) == 1, () => gateway.Output, Stop);
        // Nobody's certificate: no connection.
        await using var stranger = new MqttClient(
            new() { ClientId = "C-2", CleanStart = true }, (device with { Tls = new() { Authorities = Authorities(pki) } }).OpenAsync, this, TimeProvider.System, new Random());
        stranger.Start();
        await Patience.UntilAsync(() => stranger.State == MqttClientState.Waiting, () => $"{stranger.State}", Stop);
    }

    [Fact]
    public async Task The_time_goes_down_through_the_broker()
    {
        await using var gateway = await GatewayAsync("gw-a");
        await OnlineAsync(1);
        var events = new RecordingEvents();
        await using var concentrator = new ClientLinks(TimeProvider.System, new Random()).Create(
            new() { Host = "127.0.0.1", Port = _broker.Port, ClientId = "C-1", Filters = ["v1/down/C-1/#"], SessionExpirySeconds = 60 }, events);
        concentrator.Start();
        await events.ConnectedAsync(Stop);
        concentrator.TryPublish("v1/status/C-1", "online"u8.ToArray(), qos: 1, retain: true);
        Assert.Equal("v1/down/C-1/time", (await events.MessageAsync(Stop)).Topic);
    }

    void IMqttClientEvents.Connected(bool sessionPresent)
    {
    }

    void IMqttClientEvents.Disconnected(MqttClientEnd end, byte reason)
    {
    }

    bool IMqttClientEvents.Received(in MqttReceived message) => true;

    void IMqttClientEvents.Completed(long token, MqttPublishOutcome outcome, byte reason)
    {
    }

    void IMqttClientEvents.Subscribed(long token, ReadOnlySpan<byte> reasons)
    {
    }

    private Task<GatewayServer> GatewayAsync(string name) => GatewayServer.StartAsync(Stop, Settings(name));

    private string[] Settings(string name) => [$"--Gateway:Name={name}", $"--Broker:Url=mqtt://127.0.0.1:{_broker.Port}", "--Broker:StandInSeconds=1"];

    private static X509Certificate2Collection Authorities(Pki pki)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(pki["authority.pem"]);
        return authorities;
    }

    /// <summary>A gateway says that it is online after it subscribed.</summary>
    private async Task OnlineAsync(int gateways)
    {
        await Patience.UntilAsync(async () =>
        {
            var (_, output) = await Tool.RunAsync("mosquitto_sub", Stop, "-h", "127.0.0.1", "-p", $"{_broker.Port}", "-t", "v1/gateways/gateway/+", "-W", "1");
            return output.Split('\n').Count(line => line == "online") == gateways;
        }, () => "not online", Stop);
    }

    private async Task PublishAsync(int from, int to)
    {
        await Task.WhenAll(Enumerable.Range(from, to - from).Select(async number =>
        {
            var text = $"message {number}";
            var result = await _publisher.PublishAsync(new($"v1/up/C-{number % 50}/money", Encoding.UTF8.GetBytes(text), Qos: 1, Retain: false), Stop);
            if (result.IsSent) _acknowledged[text] = true;
        }));
    }
}
