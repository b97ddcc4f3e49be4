using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wattline.Gateway.Mqtt;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>The shell over real sockets on a port of the loopback that the system chose.</summary>
public sealed class KestrelTests : IAsyncLifetime, IAuthenticator
{
    /// <summary>Milliseconds: not a measurement, only the end of a test that would never end, as a spinning connection makes it.</summary>
    private const int HangsAfter = 180_000;

    private readonly PretendIntake _intake = new();
    private readonly ManualTime _time = new();
    private readonly Ended _ended = new();
    private readonly WebApplication _app;
    private int _port;
    private volatile IPEndPoint? _comesFrom;

    public KestrelTests()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        // What is accepted has the listener's buffer: small enough for a downlink to be larger.
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = address =>
        {
            var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { SendBufferSize = 4_096 };
            socket.Bind(address);
            return socket;
        });
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Use(next => connection =>
            {
                connection.RemoteEndPoint = _comesFrom ?? connection.RemoteEndPoint;
                return next(connection);
            });
            listen.UseMqtt();
        }));
        builder.Services.AddSingleton<IMessageIntake>(_intake);
        builder.Services.AddSingleton<IAuthenticator>(this);
        builder.Services.AddSingleton<IClientObserver>(_ended);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddSingleton(new MqttLimits { PausedBytesMax = 4_096, ConnectionsPerAddressMax = 2 });
        builder.Services.AddMqttEndpoint();
        _app = builder.Build();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ClientIdentity? Authenticate(in ConnectCredentials credentials) => new(credentials.User!, ClientRole.Device, []);

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync(Stop);
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        _port = new Uri(address).Port;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    [Fact(Timeout = HangsAfter)]
    public async Task A_message_is_acknowledged_after_its_commit_over_a_socket()
    {
        using var client = await Connected("c1");
        await client.SendAsync(Packet.Publish("v1/up/c1/readings", "r", 9), Stop);
        await client.SendAsync(Packet.Pingreq, Stop);
        Assert.Equal([0xD0, 0], await Receive(client, 2));
        _intake.Commit();
        Assert.Equal([0x40, 2, 0, 9], await Receive(client, 4));
    }

    [Fact(Timeout = HangsAfter)]
    public async Task Connect_one_byte_then_close_ends_the_connection_and_does_not_spin()
    {
        using (var client = await Open())
        {
            await client.SendAsync(new byte[] { 0x10 }, Stop);
            client.Shutdown(SocketShutdown.Send);
            // The endpoint closes its side as well: nothing goes on reading.
            Assert.Equal(0, await client.ReceiveAsync(new byte[1], Stop));
        }
        using var half = await Connected("c1");
        await half.SendAsync(new byte[] { 0x32, 0x20, 0x00 }, Stop);
        half.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await half.ReceiveAsync(new byte[1], Stop));
        Assert.Equal("c1 ConnectionLost", await _ended.Next(Stop));
        Assert.Empty(_app.Services.GetRequiredService<MqttBroker>().Clients);
    }

    [Fact(Timeout = HangsAfter)]
    public async Task A_takeover_closes_the_old_socket_with_commits_pending()
    {
        using var old = await Connected("c1");
        await old.SendAsync((byte[])[.. Packet.Publish("v1/up/c1/readings", "r", 5), .. Packet.Pingreq], Stop);
        await Receive(old, 2);
        using var now = await Connected("c1");
        Assert.Equal(0, await old.ReceiveAsync(new byte[1], Stop));
        _intake.Commit();
        await now.SendAsync(Packet.Pingreq, Stop);
        Assert.Equal([0xD0, 0], await Receive(now, 2));
    }

    [Fact(Timeout = HangsAfter)]
    public async Task With_a_full_disk_more_than_the_endpoint_holds_is_left_in_the_socket_and_taken_later()
    {
        using var client = await Connected("c1");
        _intake.Answer = IntakeOutcome.NotNow;
        await client.SendAsync((byte[])[.. Packet.Publish("v1/up/c1/readings", "r", 1), .. Packet.Pingreq], Stop);
        Assert.Equal([0xD0, 0], await Receive(client, 2));
        var sending = client.SendAsync(
            (byte[])[.. Enumerable.Range(2, 999).SelectMany(id => Packet.Publish("v1/up/c1/readings", new('x', 200), id))], Stop);
        _intake.Answer = IntakeOutcome.Accepted;
        _intake.AtOnce = true;
        _intake.Tell();
        var acks = await Receive(client, 4_000);
        await sending;
        Assert.Equal(Enumerable.Range(1, 1_000), Enumerable.Range(0, 1_000).Select(i => (acks[(4 * i) + 2] << 8) | acks[(4 * i) + 3]));
    }

    [Fact(Timeout = HangsAfter)]
    public async Task A_refused_client_gets_its_answer_before_the_socket_closes()
    {
        using var client = await Open();
        await client.SendAsync(Packet.Connect("c1", level: 6), Stop);
        Assert.Equal([0x20, 2, 0, 1], await Receive(client, 4));
        Assert.Equal(0, await client.ReceiveAsync(new byte[1], Stop));
    }

    [Fact(Timeout = HangsAfter)]
    public async Task The_heartbeat_closes_a_silent_client()
    {
        using var client = await Connected("c1", keepAlive: 10);
        for (var i = 0; i < 20; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal("c1 KeepAliveTimeout", await _ended.Next(Stop));
    }

    [Fact(Timeout = HangsAfter)]
    public async Task Downlinks_larger_than_the_socket_s_buffers_arrive_whole_and_the_end_goes_out_behind_them()
    {
        using var client = await Connected("c1", narrow: true);
        await client.SendAsync(Packet.Subscribe(1, ("v1/down/c1/#", 1)), Stop);
        await Receive(client, 5);
        var broker = _app.Services.GetRequiredService<MqttBroker>();
        var random = new Random(1);
        var payloads = new byte[4][];
        for (var i = 0; i < payloads.Length; i++)
        {
            random.NextBytes(payloads[i] = new byte[50_000 + (40_000 * i)]);
            broker.Publish("v1/down/c1/image", payloads[i], 1, retain: false);
        }
        await client.SendAsync(Packet.Pingreq, Stop);
        client.Shutdown(SocketShutdown.Send);
        const int Head = 1 + 3 + 2 + 16 + 2;
        foreach (var payload in payloads)
        {
            Assert.Equal(payload, (await Receive(client, Head + payload.Length))[Head..]);
        }
        Assert.Equal([0xD0, 0], await Receive(client, 2));
        Assert.Equal(0, await client.ReceiveAsync(new byte[1], Stop));
    }

    [Fact(Timeout = HangsAfter)]
    public async Task An_address_s_share_is_kept_at_the_socket_and_an_IPv6_network_is_one_address()
    {
        From("2001:db8:0:1::1");
        using var first = await Connected("c1");
        From("2001:db8:0:1:ffff::2");
        using var second = await Connected("c2");
        From("2001:db8:0:1:8000::3");
        await AssertTurnedAway();
        From("2001:db8:0:2::1");
        using var neighbour = await Connected("c4");
        // Whoever leaves makes room.
        first.Dispose();
        var gate = _app.Services.GetRequiredService<ConnectionGate>();
        while (gate.Count > 2)
        {
            await Task.Yield();
        }
        From("2001:db8:0:1:ffff::2");
        using var later = await Connected("c5");
        From("2001:db8:0:1:8000::3");
        await AssertTurnedAway();

        void From(string address) => _comesFrom = new(IPAddress.Parse(address), 1);
    }

    private async Task AssertTurnedAway()
    {
        try
        {
            using var socket = await Open();
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1], Stop));
        }
        catch (SocketException reset)
        {
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }
    }

    private static async Task<byte[]> Receive(Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var read = await socket.ReceiveAsync(bytes.AsMemory(at), Stop);
            Assert.True(read > 0, $"closed after {at} of {count} bytes");
            at += read;
        }
        return bytes;
    }

    private async Task<Socket> Open(bool narrow = false)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (narrow)
        {
            socket.ReceiveBufferSize = 4_096;
        }
        await socket.ConnectAsync(IPAddress.Loopback, _port, Stop);
        return socket;
    }

    private async Task<Socket> Connected(string name, int keepAlive = 60, bool narrow = false)
    {
        var socket = await Open(narrow);
        await socket.SendAsync(Packet.Connect(name, name, keepAlive: keepAlive), Stop);
        Assert.Equal([0x20, 2, 0, 0], await Receive(socket, 4));
        return socket;
    }

    private sealed class Ended : IClientObserver
    {
        private readonly System.Threading.Channels.Channel<string> _lines = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public void Connected(ClientIdentity identity)
        {
        }

        public void Subscribed(ClientIdentity identity, string filter)
        {
        }

        public void Disconnected(ClientIdentity identity, CloseReason reason) => _lines.Writer.TryWrite($"{identity.Name} {reason}");

        public ValueTask<string> Next(CancellationToken stop) => _lines.Reader.ReadAsync(stop);
    }
}
