using System.Text.Json;
using Wattline.Tests.Peers.Brokers;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Peers.Clients;

/// <summary>mqtt.js and Debian's paho talk to the endpoint of a gateway in a process of its own.</summary>
public sealed class OtherClientTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    private readonly int _plain = TestPorts.Take();
    private readonly int _tls = TestPorts.Take();
    private readonly int _web = TestPorts.Take();
    private GatewayServer? _gateway;

    /// <summary>Every client, version and way.</summary>
    public static TheoryData<string, int, string> Ways { get; } = new(
        from client in new[] { "mqtt.js", "paho" }
        from version in new[] { 4, 5 }
        from way in new[] { "mqtt", "ws" }
        select (client, version, way));

    /// <summary>Every client and version.</summary>
    public static TheoryData<string, int> Clients { get; } = new(from client in new[] { "mqtt.js", "paho" } from version in new[] { 4, 5 } select (client, version));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_is_published_is_journalled_and_comes_to_who_subscribed(string client, int version, string way)
    {
        var gateway = await StartOpenAsync();
        var property = new TaskProperties(new Dictionary<string, string> { ["site"] = "north" });
        var report = await RunAsync(client, new ClientTask(Url(way), version, "C-1")
        {
            Subscribe = [new("peers/#", 2), new("test/nosubscribe", 0)],
            Publish = [.. Enumerable.Range(0, 9).Select(number => new TaskMessage($"peers/{number}", $"payload {number} é", number % 3, Retain: number == 4, property))],
            Expect = 9,
        });
        Assert.Equal([2, 0x80], report.Granted);
        Assert.False(report.Present);
        Assert.Equal(9, report.Published.Count);
        Assert.Equal(
            Enumerable.Range(0, 9).Select(number => ($"peers/{number}", number % 3, version == 5 ? "north" : null)),
            report.Received.OrderBy(message => message.Topic, StringComparer.Ordinal).Select(message => (message.Topic, message.Qos, message.User)));
        Assert.All(report.Received, message => Assert.False(message.Retain));
        // Retained for who comes later, also with another version.
        var later = await RunAsync(client, new ClientTask(Url(way), 9 - version, "C-2") { Subscribe = [new("peers/+", 1)], Expect = 1 });
        Assert.Equal(("peers/4", 1, true), (later.Received[0].Topic, later.Received[0].Qos, later.Received[0].Retain));
        await gateway.StopAsync();
        Assert.Equal(
            Enumerable.Range(0, 9).Where(number => number % 3 > 0).Select(number => $"payload {number} é"),
            gateway.Journalled().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task A_device_with_a_certificate_is_its_own_name_and_nobody_else(string client, int version)
    {
        using var pki = await Pki.MakeAsync(Stop, "C-1");
        var gateway = await StartSecuredAsync(pki);
        var device = new ClientTask($"mqtts://localhost:{_tls}", version, "C-1")
        {
            Ca = pki["authority.pem"],
            Cert = pki["devices/C-1.pem"],
            Key = pki["devices/C-1.key"],
        };
        // It gets the time as soon as it subscribes.
        var report = await RunAsync(client, device with
        {
            Subscribe = [new("v1/down/C-1/#", 1), new("v1/down/C-2/#", 1)],
            Publish = [new("v1/up/C-1/readings", "[]", 1, false), new("v1/up/C-1/readings", "[1]", 2, false)],
            Expect = 1,
        });
        Assert.Equal([1, version == 5 ? 0x87 : 0x80], report.Granted);
        Assert.Equal("v1/down/C-1/time", report.Received[0].Topic);
        Assert.Equal(2, report.Published.Count);
        // Another's subtree: a reason in MQTT 5, an end in 3.1.1.
        var (exitCode, output) = await StartAsync(client, device with { Publish = [new("v1/up/C-2/readings", "[]", 1, false)] });
        if (version == 4) Assert.NotEqual(0, exitCode);
        else if (client == "mqtt.js") Assert.Contains("135", output, StringComparison.Ordinal);
        Assert.NotEqual(0, (await StartAsync(client, device with { ClientId = "C-2" })).ExitCode);
        Assert.NotEqual(0, (await StartAsync(client, device with { Cert = null, Key = null })).ExitCode);
        await gateway.StopAsync();
        Assert.Equal(["[1]", "[]"], gateway.Journalled().Order(StringComparer.Ordinal));
    }

    private async Task<GatewayServer> StartOpenAsync() => _gateway = await GatewayServer.StartAsync(Stop,
        $"--Mqtt:Port={_plain}", $"--Mqtt:WebSocket:Port={_web}", "--Mqtt:Anonymous=true", "--Mqtt:RefusedFilters=test/nosubscribe");

    private async Task<GatewayServer> StartSecuredAsync(Pki pki) => _gateway = await GatewayServer.StartAsync(
        Stop, "--Mqtt:Plain=false", "--Mqtt:Tls:Address=127.0.0.1", $"--Mqtt:Tls:Port={_tls}", $"--Mqtt:Tls:CertificateFile={pki["servers/localhost.pem"]}",
        $"--Mqtt:Tls:KeyFile={pki["servers/localhost.key"]}", $"--Mqtt:Tls:AuthorityFiles={pki["authority.pem"]}");

    private string Url(string way) => way == "ws" ? $"ws://127.0.0.1:{_web}/mqtt" : $"mqtt://127.0.0.1:{_plain}";

    private static async Task<ClientReport> RunAsync(string client, ClientTask task)
    {
        var (exitCode, output) = await StartAsync(client, task);
        Assert.True(exitCode == 0, output);
        return JsonSerializer.Deserialize<ClientReport>(output, _json)!;
    }

    private static Task<(int ExitCode, string Output)> StartAsync(string client, ClientTask task)
    {
        var text = JsonSerializer.Serialize(task, _json);
        return client == "paho"
            ? Tool.RunAsync("/usr/bin/python3", Stop, Path.Combine(AppContext.BaseDirectory, "Clients", "client.py"), text)
            : Tool.RunAsync("node", Stop, Path.Combine(Npm, "client.mjs"), text);
    }

    private static string Npm => Path.Combine(
        Environment.GetEnvironmentVariable("WATTLINE_PEERS_NPM") ?? throw new InvalidOperationException("Run tests/Peers/run: it installs the clients."), "mqtt");
}
