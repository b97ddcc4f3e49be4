using System.Net.Sockets;
using System.Text;

namespace Wattline.Tests.Gateway.Host.Support;

/// <summary>An MQTT 3.1.1 client as a script drives it: a few packets over a socket, written from the standard.</summary>
internal sealed class WireClient : IAsyncDisposable
{
    private readonly TcpClient _tcp = new();
    private readonly List<(string Topic, byte[] Payload)> _received = [];
    private ushort _packetId;

    /// <summary>Whether the gateway had a session of this client.</summary>
    public bool SessionPresent { get; private set; }

    public static async Task<WireClient> ConnectAsync(int port, string name, string? password, CancellationToken stop, bool clean = true)
    {
        var client = new WireClient();
        await client._tcp.ConnectAsync("127.0.0.1", port, stop);
        var flags = (byte)((password is null ? 0x80 : 0xC0) | (clean ? 2 : 0));
        await client.SendAsync(0x10, [.. Text("MQTT"), 4, flags, 0, 60, .. Text(name), .. Text(name), .. password is null ? [] : Text(password)], stop);
        var (type, body) = await client.ReadAsync(stop);
        if (type != 0x20 || body[1] != 0) throw new InvalidOperationException($"CONNACK {body[1]}");
        client.SessionPresent = body[0] == 1;
        return client;
    }

    /// <summary>Subscribes at QoS 1 and gives the return code.</summary>
    public async Task<int> SubscribeAsync(string filter, CancellationToken stop)
    {
        await SendAsync(0x82, [0, (byte)++_packetId, .. Text(filter), 1], stop);
        return (await ExpectAsync(0x90, stop))[2];
    }

    /// <summary>Subscribes and waits for nothing.</summary>
    public Task SubscribeUnacknowledgedAsync(string filter, CancellationToken stop) => SendAsync(0x82, [0, (byte)++_packetId, .. Text(filter), 1], stop);

    /// <summary>Publishes at QoS 1 and returns when it is acknowledged.</summary>
    public async Task PublishAsync(string topic, byte[] payload, CancellationToken stop)
    {
        await SendAsync(0x32, [.. Text(topic), (byte)(++_packetId >> 8), (byte)_packetId, .. payload], stop);
        await ExpectAsync(0x40, stop);
    }

    /// <summary>Publishes at QoS 1 and waits for nothing.</summary>
    public Task PublishUnacknowledgedAsync(string topic, byte[] payload, CancellationToken stop) =>
        SendAsync(0x32, [.. Text(topic), (byte)(++_packetId >> 8), (byte)_packetId, .. payload], stop);

    /// <summary>Publishes a retained message at QoS 1 and returns when it is acknowledged.</summary>
    public async Task RetainAsync(string topic, byte[] payload, CancellationToken stop)
    {
        await SendAsync(0x33, [.. Text(topic), (byte)(++_packetId >> 8), (byte)_packetId, .. payload], stop);
        await ExpectAsync(0x40, stop);
    }

    /// <summary>Publishes at QoS 2 under an identifier, and returns when it is received (PUBREC).</summary>
    public async Task PublishTwiceSafeAsync(string topic, byte[] payload, byte packetId, bool again, CancellationToken stop)
    {
        await SendAsync(again ? 0x3C : 0x34, [.. Text(topic), 0, packetId, .. payload], stop);
        await ExpectAsync(0x50, stop);
    }

    /// <summary>Ends a QoS 2 exchange.</summary>
    public async Task ReleaseAsync(byte packetId, CancellationToken stop)
    {
        await SendAsync(0x62, [0, packetId], stop);
        await ExpectAsync(0x70, stop);
    }

    /// <summary>Asks for a sign of life, and gives the types of the packets that came before it.</summary>
    public async Task<IReadOnlyList<int>> PingAsync(CancellationToken stop)
    {
        await SendAsync(0xC0, [], stop);
        var types = new List<int>();
        while ((await ReadAsync(stop)).Type is var type and not 0xD0) types.Add(type);
        return types;
    }

    /// <summary>The next message of a topic.</summary>
    public async Task<byte[]> ReceiveAsync(string topic, CancellationToken stop)
    {
        while (true)
        {
            var index = _received.FindIndex(message => message.Topic == topic);
            if (index >= 0)
            {
                var payload = _received[index].Payload;
                _received.RemoveAt(index);
                return payload;
            }
            await ReadAsync(stop);
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<byte[]> ExpectAsync(int type, CancellationToken stop)
    {
        while (true)
        {
            // A message in between was kept.
            if (await ReadAsync(stop) is var (come, body) && come == type) return body;
        }
    }

    private async Task<(int Type, byte[] Body)> ReadAsync(CancellationToken stop)
    {
        var stream = _tcp.GetStream();
        var one = new byte[1];
        await stream.ReadExactlyAsync(one, stop);
        var type = one[0];
        int length = 0, shift = 0;
        do
        {
            await stream.ReadExactlyAsync(one, stop);
            length |= (one[0] & 0x7F) << shift;
            shift += 7;
        }
        while ((one[0] & 0x80) != 0);
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, stop);
        if (type >> 4 == 3)
        {
            var qos = type >> 1 & 3;
            var topicBytes = body[0] << 8 | body[1];
            var payloadAt = 2 + topicBytes + (qos > 0 ? 2 : 0);
            _received.Add((Encoding.UTF8.GetString(body, 2, topicBytes), body[payloadAt..]));
            if (qos > 0) await SendAsync(0x40, body[(2 + topicBytes)..payloadAt], stop);
        }
        return (type, body);
    }

    private async Task SendAsync(int type, byte[] body, CancellationToken stop)
    {
        var head = new List<byte> { (byte)type };
        var length = body.Length;
        do
        {
            head.Add((byte)(length % 128 | (length >= 128 ? 128 : 0)));
            length /= 128;
        }
        while (length > 0);
        await _tcp.GetStream().WriteAsync(new byte[][] { [.. head], body }.SelectMany(part => part).ToArray(), stop);
    }

    private static byte[] Text(string text) => [(byte)(text.Length >> 8), (byte)text.Length, .. Encoding.UTF8.GetBytes(text)];
}
