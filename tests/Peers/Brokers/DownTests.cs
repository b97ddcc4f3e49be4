using Wattline.Cloud.Portal;
using Wattline.Cloud.Portal.Settings;
using Wattline.Firmware.Cbor;
using Wattline.Gateway.Host.Broker;
using Wattline.Gateway.Runtime.Brokers;
using Xunit;

namespace Wattline.Tests.Peers.Brokers;

/// <summary>Cloud, gateway and Mosquitto, each as it is, and a concentrator that speaks docs/uplink.md: the way down.</summary>
public sealed class DownTests
{
    private const string Token = "a-token-for-the-gateway";
    private const string Plan = "v1/down/C-1/plan";
    private const string Commands = "v1/down/C-1/commands";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 600_000)]
    public async Task A_plan_and_a_replay_come_through_the_broker_and_a_plan_withdrawn_meanwhile_goes()
    {
        await using var broker = await Mosquitto.StartAsync(Stop);
        await using var portal = await PortalProcess.StartAsync(
            new PortalSettings { Listen = "http://127.0.0.1:0", SettlingSeconds = 1, GatewayTokens = new Dictionary<string, string> { ["gw-a"] = Token } },
            TimeProvider.System, null, Stop);
        Import(portal, "gateway-of-the-group", "");
        string[] settings =
        [
            "--Gateway:Name=gw-a", $"--Broker:Url=mqtt://127.0.0.1:{broker.Port}", "--Uplink:Kind=http", $"--Uplink:Url={portal.Url}", $"--Uplink:Token={Token}",
        ];
        var events = new RecordingEvents();
        await using var concentrator = new ClientLinks(TimeProvider.System, new Random()).Create(
            new() { Host = "127.0.0.1", Port = broker.Port, ClientId = "C-1", Filters = ["v1/down/C-1/#"], SessionExpirySeconds = 60 }, events);
        concentrator.Start();
        await events.ConnectedAsync(Stop);
        await broker.Log.SeenAsync("Sending SUBACK to C-1", 1, Stop);
        await using var gateway = await GatewayServer.StartAsync(Stop, settings);
        Assert.NotEqual("", await NextAsync(events, Plan));

        concentrator.TryPublish("v1/status/C-1", "online"u8.ToArray(), qos: 1, retain: true);
        concentrator.TryPublish("v1/up/C-1/money", Note(1), qos: 1, retain: false);
        concentrator.TryPublish("v1/up/C-1/money", Note(3), qos: 1, retain: false);
        Assert.NotEqual("", await NextAsync(events, Commands));
        concentrator.TryPublish("v1/up/C-1/money", Note(2), qos: 1, retain: false);
        await Patience.UntilAsync(
            () => portal.Queries.Streams().Any(stream => stream is { Messages: 3, Missing: 0 }), () => $"{string.Join('\n', portal.Queries.Streams())}\n{gateway.Output}", Stop);

        // Withdrawn while no gateway is there: whoever starts next takes it away, and a concentrator that comes later is told none.
        await gateway.StopAsync();
        Import(portal, "gateway-elsewhere", "elsewhere");
        await using var again = await gateway.StartAgainAsync(Stop, settings);
        Assert.Equal("", await NextAsync(events, Plan));
    }

    /// <summary>The next message of a topic; others are stepped over.</summary>
    private static async Task<string> NextAsync(RecordingEvents events, string topic)
    {
        while (true)
        {
            var message = await events.MessageAsync(Stop);
            if (message.Topic == topic) return message.Payload;
        }
    }

    private static void Import(PortalProcess portal, string point, string gateway)
    {
        var result = portal.Registry.Import(
            "meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone,point_of_delivery,gateway\n" +
            $"M1,C-1,0,000000000161,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,{point},{gateway}\n");
        Assert.True(result.Applied, string.Join('\n', result.Errors));
    }

    private static ReadOnlyMemory<byte> Note(int number)
    {
        var writer = new CborWriter(new byte[128]);
        writer.WriteArray(8);
        foreach (var field in new[] { 1, 7, 0, number, 1, number }) writer.WriteUInt((ulong)field);
        writer.WriteNull();
        writer.WriteArray(9);
        writer.WriteUInt(1);
        writer.WriteText("kiosk");
        writer.WriteUInt(1);
        writer.WriteUInt((ulong)number);
        writer.WriteText("account");
        writer.WriteUInt(1);
        writer.WriteUInt(100);
        writer.WriteText("EUR");
        writer.WriteNull();
        return writer.Buffer.AsMemory(0, writer.Position);
    }
}
