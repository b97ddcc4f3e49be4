using System.Buffers;
using Wattline.Gateway.Mqtt.Client.Wire;

namespace Wattline.Gateway.Mqtt.Client;

/// <summary>
/// An MQTT client without sockets, threads or a clock: bytes in, bytes and events out. Written from the standards, apart from the
/// endpoint's codec, so that each can test the other. Not for several threads.
/// </summary>
public sealed partial class MqttClientMachine
{
    private readonly MqttClientOptions _options;
    private readonly IMqttClientEvents _events;
    private readonly MqttBackoff _backoff;
    private readonly PacketBuilder _packet = new();
    private readonly PacketBuilder _properties = new();
    private ArrayBufferWriter<byte> _output = new();
    private MqttClientEnd _end;
    private byte _endReason;
    private bool _stopping;
    private long _now;
    private long _deadline;
    private long _connectedAt;
    private long _sentAt;
    private long _heardAt;
    private long _keepAliveMs;
    private bool _pinged;
    private long _tokens;

    /// <summary>Makes a client that does nothing until it is started.</summary>
    /// <param name="options">How to connect.</param>
    /// <param name="events">Is told what happens.</param>
    /// <param name="jitter">Spreads the waits.</param>
    /// <exception cref="ArgumentException">The options contradict themselves.</exception>
    public MqttClientMachine(MqttClientOptions options, IMqttClientEvents events, Random jitter)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(events);
        if (options.Version is not (MqttVersion.V311 or MqttVersion.V5)) throw new ArgumentException("There is no such version.", nameof(options));
        if (options.ClientId.Length == 0 && !options.CleanStart) throw new ArgumentException("A session needs a client id.", nameof(options));
        if (options.ReceiveMaximum == 0 || options.InFlightMax == 0) throw new ArgumentException("A window of nothing lets nothing through.", nameof(options));
        (_options, _events, _backoff) = (options, events, new(options.BackoffMsMin, options.BackoffMsMax, jitter));
    }

    /// <summary>Where the client stands.</summary>
    public MqttClientState State { get; private set; }

    /// <summary>When <see cref="Step"/> is to be called though nothing happened; <see cref="long.MaxValue"/> is never.</summary>
    public long NextWake => State switch
    {
        MqttClientState.Waiting or MqttClientState.Opening or MqttClientState.Connecting => _deadline,
        MqttClientState.Connected => _keepAliveMs == 0 ? long.MaxValue : NextPing,
        _ => long.MaxValue,
    };

    /// <summary>Whether bytes that came are left unread.</summary>
    public bool IsPaused { get; private set; }

    /// <summary>Bytes that wait for the shell.</summary>
    public int UnsentBytes => _output.WrittenCount;

    private long NextPing => _pinged && !IsPaused
        ? Math.Min(_deadline, _sentAt + _keepAliveMs)
        : Math.Min(_sentAt, IsPaused ? _sentAt : _heardAt) + _keepAliveMs;

    /// <summary>Begins to connect, and does so again until it is stopped.</summary>
    public void Start(long now)
    {
        if (State != MqttClientState.Idle) throw new InvalidOperationException("A client starts once.");
        _now = now;
        Open();
    }

    /// <summary>Ends: with DISCONNECT where there is a connection. Messages that wait are completed as stopped.</summary>
    /// <param name="now">Milliseconds.</param>
    /// <param name="endSession">Whether the server is to forget the session at once (v5, 3.14.2.2.2).</param>
    public void Stop(long now, bool endSession = false)
    {
        _now = now;
        if (_stopping || State == MqttClientState.Stopped) return;
        _stopping = true;
        switch (State)
        {
            case MqttClientState.Connected:
                SendDisconnect(0, endSession);
                End(MqttClientEnd.Stopped);
                break;
            case MqttClientState.Idle or MqttClientState.Waiting:
                Finish();
                break;
            default:
                End(MqttClientEnd.Stopped);
                break;
        }
    }

    /// <summary>Ends without DISCONNECT, as a crash would; the shell drops the connection.</summary>
    public void Abandon()
    {
        if (_stopping) return;
        _stopping = true;
        _output.ResetWrittenCount();
        if (State is MqttClientState.Idle or MqttClientState.Waiting) Finish();
        else End(MqttClientEnd.Stopped);
    }

    /// <summary>The shell opened a connection: CONNECT goes out.</summary>
    public void Opened(long now)
    {
        _now = now;
        if (State != MqttClientState.Opening) return;
        State = MqttClientState.Connecting;
        _deadline = now + _options.ConnackWithinMs;
        _output.ResetWrittenCount();
        SendConnect();
    }

    /// <summary>There is no connection: it ended, was closed as <see cref="MqttClientState.Closing"/> asked, or could not be opened.</summary>
    public void Lost(long now)
    {
        _now = now;
        if (State is MqttClientState.Idle or MqttClientState.Waiting or MqttClientState.Stopped) return;
        if (_end == MqttClientEnd.None) _end = State == MqttClientState.Opening ? MqttClientEnd.Unreachable : MqttClientEnd.ConnectionLost;
        var (end, reason) = (_end, _endReason);
        (_end, _endReason, IsPaused, _windowIsFull) = (MqttClientEnd.None, 0, false, false);
        _output.ResetWrittenCount();
        _incoming.Clear();
        _requests.Clear();
        if (_connectedAt != long.MinValue && now - _connectedAt >= MqttClientLimits.StableAfterMs) _backoff.Reset();
        _connectedAt = long.MinValue;
        State = MqttClientState.Waiting;
        _deadline = now + _backoff.Next();
        _events.Disconnected(end, reason);
        if (_stopping) Finish();
    }

    /// <summary>Looks at the clock.</summary>
    public void Step(long now)
    {
        _now = now;
        switch (State)
        {
            case MqttClientState.Waiting when now >= _deadline:
                Open();
                break;
            case MqttClientState.Opening when now >= _deadline:
                End(MqttClientEnd.OpenTimeout);
                break;
            case MqttClientState.Connecting when now >= _deadline:
                End(MqttClientEnd.ConnackTimeout);
                break;
            case MqttClientState.Connected when _keepAliveMs > 0:
                KeepAlive();
                break;
        }
    }

    /// <summary>Takes what is to be sent, and gives an empty buffer for what comes next.</summary>
    public ArrayBufferWriter<byte> TakeOutput(ArrayBufferWriter<byte> empty)
    {
        var output = _output;
        _output = empty;
        return output;
    }

    private void Open()
    {
        State = MqttClientState.Opening;
        _connectedAt = long.MinValue;
        _deadline = _now + _options.OpenWithinMs;
    }

    private void End(MqttClientEnd end, byte reason = 0)
    {
        if (State is not (MqttClientState.Opening or MqttClientState.Connecting or MqttClientState.Connected)) return;
        (State, _end, _endReason) = (MqttClientState.Closing, end, reason);
    }

    /// <summary>Tells a v5 server why before the end (4.13).</summary>
    private void Fail(MqttClientEnd end, byte reason)
    {
        if (State == MqttClientState.Connected && _options.Version == MqttVersion.V5) SendDisconnect(reason, endSession: false);
        End(end);
    }

    private void Finish()
    {
        State = MqttClientState.Stopped;
        AbandonOutgoing();
    }

    private void KeepAlive()
    {
        // Unread bytes may hold the answer.
        if (_pinged && !IsPaused && _now >= _deadline)
        {
            End(MqttClientEnd.PingTimeout);
            return;
        }
        if (_now < NextPing) return;
        if (!_pinged) (_pinged, _deadline) = (true, _now + _options.PingWithinMs);
        Send(MqttPacket.Pingreq);
    }

    /// <summary>Sends what the builder holds.</summary>
    private void Send(byte first, ReadOnlySpan<byte> payload)
    {
        _packet.CopyTo(_output, first, payload);
        _sentAt = _now;
    }

    private void Send(byte first)
    {
        _packet.Clear();
        Send(first, default);
    }

    private void SendAnswer(byte first, ushort packetId)
    {
        _packet.Clear().UInt16(packetId);
        Send(first, default);
    }

    private void SendDisconnect(byte reason, bool endSession)
    {
        _packet.Clear();
        if (_options.Version == MqttVersion.V5 && (reason != 0 || endSession))
        {
            _properties.Clear();
            if (endSession) _properties.Byte(MqttProperty.SessionExpiry).UInt32(0);
            _packet.Byte(reason).Properties(_properties);
        }
        Send(MqttPacket.Disconnect, default);
    }
}
