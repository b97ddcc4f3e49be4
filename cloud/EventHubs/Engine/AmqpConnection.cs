using System.Buffers;
using Wattline.Cloud.EventHubs.Frames;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>
/// One side of a connection, without a socket (OASIS AMQP 1.0, part 2 and 5.3): bytes go into <see cref="Process"/>, bytes come
/// out at the transport, and what happens is told to the handler. Time is milliseconds of any steady clock. All calls, also those
/// of its sessions and links, come from one thread at a time.
/// </summary>
public sealed partial class AmqpConnection
{
    private readonly AmqpSettings _settings;
    private readonly IAmqpTransport _transport;
    private readonly List<AmqpSession?> _byLocal = [];
    private readonly List<AmqpSession?> _byRemote = [];
    private byte[] _scratch = [];
    private long _now;
    private long _lastHeard;
    private long _lastSent;
    private long _deadline;
    private bool _closedTold;

    /// <summary>Starts a side; a client's header is written at once.</summary>
    public AmqpConnection(AmqpSettings settings, IAmqpTransport transport, IAmqpHandler handler, long now)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _transport, Handler) = (settings, transport, handler);
        _now = _lastHeard = _lastSent = now;
        _deadline = now + (long)settings.Limits.OpenWithin.TotalMilliseconds;
        if (!settings.IsServer)
        {
            Write(settings.SaslClient is null ? ProtocolHeader.Amqp : ProtocolHeader.Sasl);
            if (settings.SaslClient is null)
            {
                SendOpen();
            }
            _transport.Flush();
        }
    }

    /// <summary>Where it is.</summary>
    public AmqpConnectionState State { get; private set; }

    /// <summary>Why it was closed, by whichever side; null while it is not, and when it was orderly.</summary>
    public AmqpError? Error { get; private set; }

    /// <summary>What the peer said of itself; null before its open.</summary>
    public Open? Remote { get; private set; }

    /// <summary>Who the peer is by the security layer; null for nobody in particular.</summary>
    public string? Identity { get; private set; }

    /// <summary>Whether the security layer refused us: another try with the same credentials is of no use.</summary>
    public bool Refused { get; private set; }

    /// <summary>For the connection's owner.</summary>
    public object? Context { get; set; }

    /// <summary>Whether the peer has so much to take that messages wait.</summary>
    public bool IsCongested => _transport.UnsentBytes > Limits.UnsentBytesMax;

    /// <summary>When <see cref="Step"/> is due though nothing arrives.</summary>
    public long NextWake
    {
        get
        {
            if (State == AmqpConnectionState.Closed)
            {
                return long.MaxValue;
            }
            if (State != AmqpConnectionState.Open)
            {
                return _deadline;
            }
            long silence = _lastHeard + (long)Limits.IdleTimeOut.TotalMilliseconds;
            return Math.Min(silence, HeartbeatEvery is { } every ? _lastSent + every : long.MaxValue);
        }
    }

    internal AmqpLimits Limits => _settings.Limits;

    internal IAmqpHandler Handler { get; }

    /// <summary>Bytes of a frame that the peer takes.</summary>
    internal int PeerFrameBytesMax { get; private set; } = AmqpLimits.FrameBytesFloor;

    /// <summary>Half of what the peer asks for (2.4.5), but never a storm.</summary>
    private long? HeartbeatEvery => Remote is { IdleTimeOut: > 0 } open ? Math.Max(open.IdleTimeOut / 2, 250) : null;

    /// <summary>Takes what can be taken of the input, which starts where the last call stopped.</summary>
    /// <returns>Up to where it was consumed; the rest is to be given again with more behind it.</returns>
    public SequencePosition Process(in ReadOnlySequence<byte> input, long now)
    {
        _now = now;
        var rest = input;
        while (State != AmqpConnectionState.Closed)
        {
            if (State is AmqpConnectionState.AwaitingHeader or AmqpConnectionState.AwaitingAmqpHeader)
            {
                if (rest.Length < ProtocolHeader.Length)
                {
                    break;
                }
                HandleHeader(Contiguous(rest.Slice(0, ProtocolHeader.Length)));
                rest = rest.Slice(ProtocolHeader.Length);
                continue;
            }
            int bytesMax = Remote is null ? AmqpLimits.FrameBytesBeforeOpenMax : Limits.FrameBytesMax;
            var status = Frame.TryRead(rest, bytesMax, out var frame);
            if (status == FrameStatus.NeedMore)
            {
                break;
            }
            if (status != FrameStatus.Complete)
            {
                Close(new AmqpError(ErrorCondition.FramingError, status == FrameStatus.TooLarge ? $"A frame is larger than the {bytesMax} bytes agreed on." : "A frame's header is malformed."));
                Finish();
                break;
            }
            _lastHeard = now;
            HandleFrame(frame, Contiguous(rest.Slice(frame.BodyAt, frame.Length - frame.BodyAt)));
            rest = rest.Slice(frame.Length);
        }
        Flush();
        return State == AmqpConnectionState.Closed ? input.End : rest.Start;
    }

    /// <summary>Heartbeats and deadlines; may come at any time.</summary>
    public void Step(long now)
    {
        _now = now;
        switch (State)
        {
            case AmqpConnectionState.Closed:
                return;
            case AmqpConnectionState.Open:
                if (now - _lastHeard >= Limits.IdleTimeOut.TotalMilliseconds)
                {
                    Close(new AmqpError(ErrorCondition.ResourceLimitExceeded, "Nothing was heard within the idle time-out."));
                    Finish();
                }
                else if (_transport.UnsentBytes > Limits.UnsentBytesCloseAt)
                {
                    Close(new AmqpError(ErrorCondition.ResourceLimitExceeded, "The peer does not read what it asks for."));
                    Finish();
                }
                else if (HeartbeatEvery is { } every && now - _lastSent >= every)
                {
                    Heartbeat();
                }
                break;
            default:
                if (now >= _deadline)
                {
                    Error ??= new AmqpError(ErrorCondition.ResourceLimitExceeded, State == AmqpConnectionState.Closing ? "The close was not answered." : "The connection was not opened in time.");
                    Finish();
                }
                break;
        }
        Flush();
    }

    /// <summary>Begins a session; links may be attached to it at once.</summary>
    /// <returns>Null when the connection is not open or has no channel left.</returns>
    public AmqpSession? Begin()
    {
        int channel = Free(_byLocal, Math.Min(Limits.ChannelMax, Remote?.ChannelMax ?? 0));
        if (State != AmqpConnectionState.Open || channel < 0)
        {
            return null;
        }
        var session = new AmqpSession(this, (ushort)channel);
        _byLocal[channel] = session;
        session.SendBegin(null);
        return session;
    }

    /// <summary>Closes orderly, or with a reason.</summary>
    public void Close(AmqpError? error = null)
    {
        if (State is AmqpConnectionState.Closing or AmqpConnectionState.Closed)
        {
            return;
        }
        Error ??= error;
        if (Remote is null)
        {
            // Nothing that the peer would understand can be said before the opens.
            Finish();
            return;
        }
        SendEnding(0, Descriptors.Close, error);
        State = AmqpConnectionState.Closing;
        _deadline = _now + (long)Limits.CloseWithin.TotalMilliseconds;
    }

    /// <summary>The transport is gone.</summary>
    public void Lost()
    {
        if (State != AmqpConnectionState.Closed)
        {
            Error ??= new AmqpError(ErrorCondition.ConnectionForced, "The transport ended.");
            Finish();
        }
    }

    /// <summary>The peer reads again: senders that waited for it are told.</summary>
    public void Resume()
    {
        if (State == AmqpConnectionState.Open && !IsCongested)
        {
            foreach (var session in _byLocal.ToArray())
            {
                session?.Resume();
            }
        }
    }

    /// <summary>Says what is owed (settlements, credit) and lets everything go. Process and Step do it themselves.</summary>
    public void Flush()
    {
        if (State == AmqpConnectionState.Open)
        {
            foreach (var session in _byLocal)
            {
                session?.SayWhatIsOwed();
            }
        }
        _transport.Flush();
    }

    internal void Forget(AmqpSession session)
    {
        _byLocal[session.LocalChannel] = null;
        if (session.RemoteChannel is { } remote && remote < _byRemote.Count && _byRemote[remote] == session)
        {
            _byRemote[remote] = null;
        }
    }

    /// <summary>Ends everything on this side and tells the handler, once.</summary>
    private void Finish()
    {
        State = AmqpConnectionState.Closed;
        if (_closedTold)
        {
            return;
        }
        _closedTold = true;
        foreach (var session in _byLocal.ToArray())
        {
            session?.Drop(Error);
        }
        Handler.OnClosed(this, Error);
    }

    /// <summary>The first free place of a table, which grows up to a limit; -1 when there is none.</summary>
    private static int Free(List<AmqpSession?> table, int max)
    {
        int at = table.IndexOf(null);
        if (at >= 0)
        {
            return at;
        }
        if (table.Count > max)
        {
            return -1;
        }
        table.Add(null);
        return table.Count - 1;
    }

    private ReadOnlySpan<byte> Contiguous(in ReadOnlySequence<byte> part)
    {
        if (part.IsSingleSegment)
        {
            return part.FirstSpan;
        }
        int length = (int)part.Length;
        if (_scratch.Length < length)
        {
            _scratch = new byte[length];
        }
        part.CopyTo(_scratch);
        return _scratch.AsSpan(0, length);
    }
}
