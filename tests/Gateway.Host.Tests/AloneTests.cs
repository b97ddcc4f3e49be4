using System.Net;
using System.Net.Sockets;
using Wattline.Gateway.Host;
using Wattline.Gateway.Host.Settings;
using Wattline.Tests.Gateway.Host.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

/// <summary>The gateway by itself, for measuring and for small sites: no cloud, and everybody may do everything because it was said.</summary>
public sealed class AloneTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("alone-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact(Timeout = Deadline.Ms)]
    public async Task Any_topic_is_kept_before_it_is_acknowledged_and_reaches_who_subscribed()
    {
        await using var gateway = await StartAsync(new() { Port = 0, Anonymous = true });
        await using var watcher = await WireClient.ConnectAsync(gateway.MqttPort, "my client/1", null, Stop);
        await using var device = await WireClient.ConnectAsync(gateway.MqttPort, "myclientid", null, Stop);
        Assert.Equal(1, await watcher.SubscribeAsync("TopicA/+", Stop));
        Assert.Equal(0x80, await watcher.SubscribeAsync("test/nosubscribe", Stop));
        Assert.Equal(0x80, await watcher.SubscribeAsync("$SYS/#", Stop));
        await device.PublishAsync("TopicA/B", "x"u8.ToArray(), Stop);
        Assert.Equal("x"u8.ToArray(), await watcher.ReceiveAsync("TopicA/B", Stop));
        Assert.Equal((1, 1), (gateway.Status.Durable, gateway.Status.Depth));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task What_nobody_may_subscribe_to_can_be_said()
    {
        await using var gateway = await StartAsync(new() { Port = 0, Anonymous = true, RefusedFilters = ["secret/#"] });
        await using var client = await WireClient.ConnectAsync(gateway.MqttPort, "c", null, Stop);
        Assert.Equal(0x80, await client.SubscribeAsync("secret/+", Stop));
        Assert.Equal(1, await client.SubscribeAsync("test/nosubscribe", Stop));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_port_that_is_taken_is_named_with_its_setting_and_what_to_do()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var fault = await Assert.ThrowsAsync<PortBusyException>(() => StartAsync(new() { Port = 0, Anonymous = true }, port));
        Assert.Equal($"Http:Port: port {port} of 127.0.0.1 is in use by another program; choose another with --Http:Port=PORT, or a free one with --Http:Port=0.", fault.Message);
        fault = await Assert.ThrowsAsync<PortBusyException>(() => StartAsync(new() { Port = port, Anonymous = true }));
        Assert.StartsWith($"Mqtt:Port: port {port}", fault.Message, StringComparison.Ordinal);
    }

    private Task<GatewayProcess> StartAsync(MqttSettings mqtt, int httpPort = 0) => GatewayProcess.StartAsync(
        new() { Gateway = new() { Name = IdentitySettings.NameAlone }, Mqtt = mqtt, Http = new() { Port = httpPort }, Journal = new() { Directory = _directory.FullName } },
        new ManualTime(), null, Stop);
}
