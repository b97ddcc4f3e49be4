using System.Buffers;
using System.Net;

namespace Wattline.Gateway.Mqtt;

/// <summary>
/// One client's connection, without a socket: bytes go into <see cref="Process"/>, bytes come out at the transport.
/// <see cref="Process"/> is called by one thread at a time; everything else by any.
/// Lock order: the session's for receiving, the broker's, then this connection's.
/// </summary>
public sealed partial class MqttConnection
{
    private readonly MqttBroker _broker;
    private readonly IMqttTransport _transport;
    private readonly Lock _out = new();
    private readonly AckRing _owed = new();
    private volatile Phase _phase = Phase.AwaitingConnect;
    private volatile bool _heard;
    private volatile bool _paused;
    private bool _awaiting;
    private int _awaitingRoom;
    private bool _unflushed;
    private bool _touched;
    private long _lookedAhead;
    private int _pingsAnsweredAhead;
    private int _received;
    private int _receiving;
    private ClientIdentity? _identity;
    private TimeSpan _keepAlive;
    private TimeSpan _deadline;

    internal MqttConnection(MqttBroker broker, IMqttTransport transport, EndPoint? remote, CertificateIdentity? certificate, TimeSpan connectBy)
    {
        (_broker, _transport, Remote, Certificate, _deadline) = (broker, transport, remote, certificate, connectBy);
    }

    private enum Phase
    {
        AwaitingConnect,
        Connected,
        Closed,
    }

    /// <summary>Where the client comes from, if that is known.</summary>
    public EndPoint? Remote { get; }

    /// <summary>The certificate the client showed; null when it showed none.</summary>
    public CertificateIdentity? Certificate { get; }

    /// <summary>Whether the connection has ended.</summary>
    public bool IsClosed => _phase == Phase.Closed;

    /// <summary>Whether input waits for the intake. The connection counts as alive meanwhile.</summary>
    public bool IsPaused => _paused;

    /// <summary>Why it ended; <see cref="CloseReason.None"/> while it has not.</summary>
    public CloseReason Reason { get; private set; }

    /// <summary>4 is 3.1.1, 5 is 5; 0 before CONNECT.</summary>
    internal int Level { get; private set; }

    internal Session? Session { get; set; }

    internal Will? Will { get; set; }

    internal bool IsConnected => _phase == Phase.Connected;

    internal string Name => Session?.ClientId ?? "(before CONNECT)";

    internal long UnsentBytes => _transport.UnsentBytes;

    private bool DoesNotRead => _transport.UnsentBytes > 2L * _broker.Limits.UnsentBytesMax;

    /// <summary>Takes what can be taken of the input, which starts where the last call stopped.</summary>
    /// <returns>Up to where it was consumed. The rest is to be given again, with more behind it or after <see cref="IMqttTransport.Resume"/>.</returns>
    public SequencePosition Process(in ReadOnlySequence<byte> input)
    {
        var rest = input;
        if (rest.Length > _lookedAhead)
        {
            _heard = true;
        }
        var paused = false;
        while (_phase != Phase.Closed)
        {
            var bytesMax = _phase == Phase.Connected ? _broker.Limits.PacketBytesMax : _broker.Limits.ConnectBytesMax;
            var status = Frame.TryRead(rest, bytesMax, out var frame);
            if (status == FrameStatus.NeedMore)
            {
                break;
            }
            if (status != FrameStatus.Complete)
            {
                Close(status == FrameStatus.TooLarge ? CloseReason.PacketTooLarge : CloseReason.BadRemainingLength);
                break;
            }
            if (!TryHandle(frame))
            {
                paused = true;
                LookAhead(rest);
                break;
            }
            rest = rest.Slice(frame.Length);
            _lookedAhead = Math.Max(0, _lookedAhead - frame.Length);
        }
        if (paused && !_paused)
        {
            _broker.Metrics.Paused();
        }
        _paused = paused;
        EndBatch();
        // Without waiting for the heartbeat: a flood of pings whose answers nobody reads would fill the memory before.
        if (_phase == Phase.Connected && DoesNotRead)
        {
            Close(CloseReason.SlowConsumer);
        }
        return rest.Start;
    }

    /// <summary>Ends the connection. The first reason counts; an MQTT 5 client is told it.</summary>
    public void Close(CloseReason reason)
    {
        lock (_broker.Gate)
        {
            if (_phase == Phase.Closed)
            {
                return;
            }
            var connected = _phase == Phase.Connected;
            Reason = reason;
            _phase = Phase.Closed;
            lock (_out)
            {
                // What is durable and not acknowledged comes again from the client; no answer of this connection goes anywhere else.
                _broker.Owe(-_owed.Bytes);
                _owed.Clear();
                if (connected)
                {
                    SayDisconnect(reason);
                }
                FlushLocked();
            }
            _broker.Leave(this, connected, reason);
        }
        _broker.Closed(this, reason);
        _transport.Close(reason);
    }

    /// <summary>The heartbeat: whether the client's time is over.</summary>
    internal CloseReason Tick(TimeSpan now)
    {
        if (_phase == Phase.AwaitingConnect)
        {
            return now > _deadline ? CloseReason.ConnectTimeout : CloseReason.None;
        }
        Beat();
        if (DoesNotRead)
        {
            return CloseReason.SlowConsumer;
        }
        if (_heard || _paused)
        {
            _heard = false;
            _deadline = now + (_keepAlive * 1.5);
            return CloseReason.None;
        }
        return _keepAlive > TimeSpan.Zero && now > _deadline ? CloseReason.KeepAliveTimeout : CloseReason.None;
    }

    /// <summary>Sends the answers whose messages are durable, in order, in one flush. True: more are owed.</summary>
    internal bool Acknowledge()
    {
        lock (_out)
        {
            return _awaiting = AcknowledgeLocked();
        }
    }

    /// <summary>Whether the caller is to enter the connection in the list of those who await room: once, however often it is paused.</summary>
    internal bool AwaitsRoom() => Interlocked.Exchange(ref _awaitingRoom, 1) == 0;

    internal void Resume()
    {
        Volatile.Write(ref _awaitingRoom, 0);
        if (_phase != Phase.Closed)
        {
            _transport.Resume();
        }
    }

    private void EndBatch()
    {
        if (_received > 0)
        {
            _broker.Metrics.Received(_received);
            Volatile.Write(ref _messages, _messages + _received);
            _received = 0;
        }
        lock (_out)
        {
            // A commit may have ended between a message's acceptance and its place in the ring.
            AcknowledgeLocked();
            FlushLocked();
        }
    }

    /// <summary>Behind a message that must wait, pings are answered all the same: a paused client is a living one.</summary>
    private void LookAhead(in ReadOnlySequence<byte> rest)
    {
        while (_phase == Phase.Connected && _lookedAhead < rest.Length
            && Frame.TryRead(rest.Slice(_lookedAhead), _broker.Limits.PacketBytesMax, out var frame) == FrameStatus.Complete)
        {
            if (frame is { Type: PacketType.Pingreq, Flags: 0, Body.Length: 0 })
            {
                _pingsAnsweredAhead++;
                Send(PacketWriter.Pingresp);
            }
            _lookedAhead += frame.Length;
        }
    }
}
