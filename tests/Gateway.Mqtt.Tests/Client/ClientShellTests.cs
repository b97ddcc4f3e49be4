using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Wattline.Gateway.Mqtt.Client;

namespace Wattline.Tests.Gateway.Mqtt.Client;

/// <summary>The shell on real sockets against a server that a test scripts.</summary>
public sealed class ClientShellTests : IDisposable, IMqttClientEvents
{
    private const int HangsAfter = 180_000;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<string> _events = Channel.CreateUnbounded<string>();
    private MqttClient? _client;
    private bool _takes = true;
    private long _delivery;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = HangsAfter)]
    public async Task It_publishes_receives_and_acknowledges_over_a_socket()
    {
        await using var client = Client();
        using var server = await AcceptAsync();
        var published = client.PublishAsync(new("t", "x"u8.ToArray(), 1, Retain: false), Stop);
        Assert.Equal("32070001740001" + "0078", await ReadAsync(server, 9));
        await WriteAsync(server, "40020001");
        Assert.Equal(new MqttPublishResult(MqttPublishOutcome.Sent, 0), await published);

        await WriteAsync(server, "32070001740009" + "0061");
        Assert.Equal("t=a", await EventAsync());
        client.Acknowledge(_delivery);
        Assert.Equal("40020009", await ReadAsync(server, 4));

        var subscribed = client.SubscribeAsync([new("a", 1)], Stop);
        Assert.Equal("820700020000016101", await ReadAsync(server, 9));
        await WriteAsync(server, "900400020001");
        Assert.Equal([1], await subscribed);

        await client.StopAsync();
        Assert.Equal("E000", await ReadAsync(server, 2));
        Assert.Equal("Stopped", await EventAsync());
        Assert.Equal(0, await server.ReceiveAsync(new byte[1], Stop)); // It closed.
    }

    [Fact(Timeout = HangsAfter)]
    public async Task It_comes_back_after_a_lost_connection_and_sends_again()
    {
        await using var client = Client();
        var published = client.PublishAsync(new("t", "x"u8.ToArray(), 1, Retain: false), Stop);
        using (var server = await AcceptAsync())
        {
            Assert.Equal("320700017400010078", await ReadAsync(server, 9));
        }
        Assert.Equal("ConnectionLost", await EventAsync());
        using var again = await AcceptAsync("2003010000");
        Assert.Equal("3A0700017400010078", await ReadAsync(again, 9));
        await WriteAsync(again, "40020001");
        Assert.True((await published).IsSent);
    }

    [Fact(Timeout = HangsAfter)]
    public async Task A_message_that_is_not_taken_waits_in_the_socket()
    {
        _takes = false;
        await using var client = Client();
        using var server = await AcceptAsync();
        await WriteAsync(server, "32070001740009" + "0061");
        Assert.Equal("not now", await EventAsync());
        _takes = true;
        client.Resume();
        Assert.Equal("t=a", await EventAsync());
    }

    [Fact(Timeout = HangsAfter)]
    public async Task Nobody_there_is_an_end_and_not_a_fault()
    {
        // Bound and not listening: it refuses, and nobody else gets the port meanwhile.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var client = Client(((IPEndPoint)silent.LocalEndPoint!).Port);
        Assert.Equal("Unreachable", await EventAsync());
        Assert.NotNull(client.OpenFault);
    }

    [Fact(Timeout = HangsAfter)]
    public async Task A_crash_says_nothing_to_the_server()
    {
        await using var client = Client();
        using var server = await AcceptAsync();
        await client.AbortAsync();
        Assert.Equal("Stopped", await EventAsync());
        Assert.Equal(0, await server.ReceiveAsync(new byte[1], Stop));
    }

    public void Dispose() => _listener.Dispose();

    void IMqttClientEvents.Connected(bool sessionPresent)
    {
    }

    void IMqttClientEvents.Disconnected(MqttClientEnd end, byte reason) => _events.Writer.TryWrite($"{end}");

    bool IMqttClientEvents.Received(in MqttReceived message)
    {
        _delivery = message.Delivery;
        _events.Writer.TryWrite(_takes ? $"{Encoding.UTF8.GetString(message.Topic)}={Encoding.UTF8.GetString(message.Payload)}" : "not now");
        return _takes;
    }

    void IMqttClientEvents.Completed(long token, MqttPublishOutcome outcome, byte reason)
    {
    }

    void IMqttClientEvents.Subscribed(long token, ReadOnlySpan<byte> reasons)
    {
    }

    private int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    private MqttClient Client(int? port = null)
    {
        if (port is null) _listener.Start();
        var server = new MqttServer("127.0.0.1", port ?? Port);
        _client = new(new() { ClientId = "c", BackoffMsMin = 1, BackoffMsMax = 50 }, server.OpenAsync, this, TimeProvider(), new Random(1));
        _client.Start();
        return _client;
    }

    /// <summary>Sockets run on the machine's own clock.</summary>
#pragma warning disable RS0030
    private static TimeProvider TimeProvider() => System.TimeProvider.System;
#pragma warning restore RS0030

    private async Task<Socket> AcceptAsync(string connack = "2003000000")
    {
        var server = await _listener.AcceptSocketAsync(Stop);
        var connect = await ReadAsync(server, 2);
        await ReadAsync(server, Convert.ToInt32(connect[2..], 16));
        await WriteAsync(server, connack);
        return server;
    }

    private ValueTask<string> EventAsync() => _events.Reader.ReadAsync(Stop);

    private static async Task<string> ReadAsync(Socket socket, int bytes)
    {
        var buffer = new byte[bytes];
        for (var at = 0; at < bytes;)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(at), Stop);
            Assert.NotEqual(0, count);
            at += count;
        }
        return Convert.ToHexString(buffer);
    }

    private static async Task WriteAsync(Socket socket, string hex) => await socket.SendAsync(Convert.FromHexString(hex), Stop);
}
