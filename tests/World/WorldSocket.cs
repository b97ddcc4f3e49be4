using Wattline.Firmware.Ports;
using Wattline.Gateway.Mqtt;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World;

/// <summary>
/// A concentrator's connection through simulated time: bytes take a while each way, and are lost with the link, with
/// the gateway, or when either side closes.
/// </summary>
internal sealed class WorldSocket(VirtualClock clock, Func<MqttBroker?> gateway, Random random, Action arrived) : ISocketPort
{
    // A cellular link: tens of milliseconds, seldom more.
    private const int LatencyMicrosMin = 20_000;
    private const int LatencyMicrosMax = 80_000;

    private readonly List<byte> _received = [];
    private MemoryTransport? _transport;
    private long _upAt;
    private long _downAt;
    private int _connection;

    public int State { get; private set; }

    public bool LinkUp { get; private set; } = true;

    /// <summary>The fault plan cuts or mends the link.</summary>
    public void SetLink(bool up)
    {
        LinkUp = up;
        if (!up)
            Drop();
    }

    public void Connect()
    {
        if (State != SocketState.Closed)
            return;
        State = SocketState.Connecting;
        var connection = ++_connection;
        After(ref _upAt, () =>
        {
            if (connection != _connection)
                return;
            _transport = LinkUp && gateway() is { } broker ? MemoryTransport.Connect(broker) : null;
            State = _transport is null ? SocketState.Closed : SocketState.Open;
            arrived();
        });
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        var taken = Math.Min(count, _received.Count);
        _received.CopyTo(0, buffer, offset, taken);
        _received.RemoveRange(0, taken);
        return taken;
    }

    public int Write(byte[] buffer, int offset, int count)
    {
        if (State != SocketState.Open)
            return 0;
        var bytes = buffer.AsSpan(offset, count).ToArray();
        var transport = _transport!;
        var connection = _connection;
        After(ref _upAt, () =>
        {
            if (connection == _connection && !transport.IsClosed)
                transport.Receive(bytes);
            Collect();
        });
        return count;
    }

    public void Close() => Drop();

    /// <summary>The link, the gateway or the concentrator is gone: what was on its way is lost.</summary>
    public void Drop()
    {
        if (_transport is { IsClosed: false } transport)
            transport.Break();
        _transport = null;
        _connection++;
        _received.Clear();
        State = SocketState.Closed;
        clock.At(clock.NowMicros, arrived);
    }

    /// <summary>Takes what the endpoint has sent on its way down.</summary>
    public void Collect()
    {
        if (_transport is not { } transport)
            return;
        if (transport.WantsStep)
            transport.Step();
        var bytes = transport.Take();
        var connection = _connection;
        if (bytes.Length > 0)
            After(ref _downAt, () =>
            {
                if (connection != _connection)
                    return;
                _received.AddRange(bytes);
                arrived();
            });
        if (transport.IsClosed)
            After(ref _downAt, () =>
            {
                if (connection == _connection)
                    Drop();
            });
    }

    // In order, each way: TCP does not let bytes overtake each other.
    private void After(ref long last, Action action)
    {
        last = Math.Max(last, clock.NowMicros + random.Next(LatencyMicrosMin, LatencyMicrosMax));
        clock.At(last, action);
    }
}
