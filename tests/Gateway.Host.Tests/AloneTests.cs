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
    public async Task Who_watches_everything_sees_what_clients_publish_and_not_the_time_that_they_are_told()
    {
        await using var gateway = await StartAsync(new() { Port = 0, Anonymous = true });
        await using var watcher = await WireClient.ConnectAsync(gateway.MqttPort, "watcher", null, Stop);
        await watcher.SubscribeAsync("#", Stop);
        await using var device = await WireClient.ConnectAsync(gateway.MqttPort, "C-1", null, Stop);
        await device.SubscribeAsync("v1/down/C-1/#", Stop);
        await device.SubscribeAsync("v1/down/+/time", Stop);
        Assert.NotEmpty(await device.ReceiveAsync("v1/down/C-1/time", Stop));
        Assert.Empty(await watcher.PingAsync(Stop));
        // The second filter had it told again, and two filters that match tell it once.
        Assert.Equal([0x30], await device.PingAsync(Stop));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task Sequences_are_known_without_an_uplink_and_from_this_start_on()
    {
        await using (var before = await StartAsync(new() { Port = 0, Anonymous = true }))
        {
            await using var early = await WireClient.ConnectAsync(before.MqttPort, "C-1", null, Stop);
            await early.PublishAsync("v1/up/C-1/money", Envelope(1), Stop);
        }
        await using var gateway = await StartAsync(new() { Port = 0, Anonymous = true });
        await using var device = await WireClient.ConnectAsync(gateway.MqttPort, "C-1", null, Stop);
        Assert.Empty(gateway.Sequences("C-1"));
        foreach (var sequence in new byte[] { 2, 3, 6 }) await device.PublishAsync("v1/up/C-1/money", Envelope(sequence), Stop);
        var money = Assert.Single(gateway.Sequences("C-1"));
        Assert.Equal((2, 6, 2), (money.First, money.Last, money.Missing));
        await device.PublishAsync("v1/up/C-1/money", Envelope(7), Stop);
        Assert.Equal(7, Assert.Single(gateway.Sequences("C-1")).Last);

        // docs/uplink.md: [version, epoch, stream, sequence, boot, uptime, wall, body]; what the body is does not matter here.
        static byte[] Envelope(byte sequence) => [0x88, 1, 7, 0, sequence, 1, 1, 0xF6, 0x80];
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_start_that_is_over_cannot_be_given_up_any_more()
    {
        using var start = new CancellationTokenSource();
        await using var rig = await Rig.StartAsync(start.Token);
        await using var device = await rig.ConnectAsync(Stop);
        await start.CancelAsync();
        await device.PublishAsync("v1/up/C-1/money", [0x88, 1, 7, 0, 1, 1, 1, 0xF6, 0x89, 1, 0x61, 0x6B, 1, 1, 0x61, 0x61, 1, 0x18, 0x64, 0x63, 0x45, 0x55, 0x52, 0xF6], Stop);
        await rig.Cloud.StoredAsync(1, Stop);
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
