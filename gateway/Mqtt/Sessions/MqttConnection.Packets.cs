using System.Buffers;

namespace Wattline.Gateway.Mqtt;

public sealed partial class MqttConnection
{
    /// <summary>Acts on a packet. False: it must wait for the intake and is to be tried again.</summary>
    private bool TryHandle(in Frame frame)
    {
        if (_phase == Phase.AwaitingConnect)
        {
            if (frame.Type != PacketType.Connect)
            {
                Close(CloseReason.NotConnect);
            }
            else
            {
                return TryHandleConnect(frame);
            }
            return true;
        }
        if (frame.Type == PacketType.Publish)
        {
            return TryPublish(frame);
        }
        var reason = frame.Type switch
        {
            PacketType.Connect => CloseReason.SecondConnect,
            PacketType.Puback => HandlePuback(frame),
            PacketType.Subscribe => HandleSubscribe(frame),
            PacketType.Unsubscribe => HandleUnsubscribe(frame),
            PacketType.Pingreq => HandlePingreq(frame),
            PacketType.Disconnect => HasNoBody(frame) ? CloseReason.ClientDisconnected : BadShape(frame, 0),
            _ => CloseReason.UnexpectedPacket,
        };
        if (reason != CloseReason.None)
        {
            Close(reason);
        }
        return true;
    }

    private static bool HasNoBody(in Frame frame) => frame.Flags == 0 && frame.Body.Length == 0;

    private static CloseReason BadShape(in Frame frame, int flags) =>
        frame.Flags != flags ? CloseReason.BadFlags : CloseReason.BadPacketLength;

    private static ReadOnlySpan<byte> Contiguous(in Frame frame) =>
        frame.Body.IsSingleSegment ? frame.Body.FirstSpan : frame.Body.ToArray();

    /// <summary>False: who it is will be known later, and then the packet is given again.</summary>
    private bool TryHandleConnect(in Frame frame)
    {
        if (frame.Flags != 0)
        {
            Close(CloseReason.BadFlags);
            return true;
        }
        var reason = ConnectPacket.TryRead(Contiguous(frame), out var level, out var packet);
        var answer = ConnectReturn.Accepted;
        if (reason == CloseReason.None)
        {
            if (CheckClientId(packet) is var idReason and not CloseReason.None)
            {
                (reason, answer) = (idReason, ConnectReturn.IdentifierRejected);
            }
            else if (!TryKnow(packet))
            {
                return false;
            }
            else
            {
                (reason, answer) = Judge(packet);
            }
        }
        else if (reason == CloseReason.UnsupportedProtocolLevel)
        {
            answer = ConnectReturn.UnacceptableProtocolVersion;
        }
        if (reason == CloseReason.None)
        {
            _keepAlive = TimeSpan.FromSeconds(packet.KeepAlive);
            _broker.Attach(this, _identity!, packet);
            return true;
        }
        if (level == 5)
        {
            Send(PacketWriter.ConnackUnsupportedV5);
        }
        else if (answer != ConnectReturn.Accepted)
        {
            Send(PacketWriter.Connack(answer, sessionPresent: false));
        }
        Close(reason);
        return true;
    }

    private static CloseReason CheckClientId(ConnectPacket packet)
    {
        if (packet.ClientId.Length == 0 && !packet.CleanSession)
        {
            return CloseReason.EmptyClientId;
        }
        return packet.ClientId.Length > MqttLimits.ClientIdBytesMax ? CloseReason.BadClientId : CloseReason.None;
    }

    /// <summary>Has the authenticator decide, once. False: it has not yet.</summary>
    private bool TryKnow(ConnectPacket packet)
    {
        if (!_asked)
        {
            _asked = true;
            var verdict = _broker.Authenticator.Judge(new(packet.ClientId, packet.User, packet.Password, Remote, Certificate), Decided);
            if (!verdict.IsPending)
            {
                _verdict = verdict;
                return true;
            }
        }
        lock (_out)
        {
            return !_verdict.IsPending;
        }
    }

    private void Decided(Verdict verdict)
    {
        lock (_out)
        {
            _verdict = verdict;
        }
        _transport.Resume();
    }

    private (CloseReason Reason, ConnectReturn Answer) Judge(ConnectPacket packet)
    {
        if (_verdict.Identity is null)
        {
            var busy = _verdict.Reason is CloseReason.TooManyLogins;
            return (_verdict.Reason, busy ? ConnectReturn.ServerUnavailable : ConnectReturn.BadUserNameOrPassword);
        }
        _identity = _verdict.Identity;
        return packet.Will is { } will && !_broker.MayLeaveWill(_identity, will)
            ? (CloseReason.NotAuthorized, ConnectReturn.NotAuthorized)
            : (CloseReason.None, ConnectReturn.Accepted);
    }

    /// <summary>The broker made the session; from here on packets of the session are taken.</summary>
    internal void Accepted(Session session, Will? will, bool sessionPresent, TimeSpan now)
    {
        (Session, Will, _deadline) = (session, will, now + (_keepAlive * 1.5));
        _phase = Phase.Connected;
        Send(PacketWriter.Connack(ConnectReturn.Accepted, sessionPresent));
    }

    private bool TryPublish(in Frame frame)
    {
        Span<byte> scratch = stackalloc byte[PublishPacket.ScratchBytes];
        var reason = PublishPacket.TryRead(frame, scratch, out var packet);
        if (reason == CloseReason.None && !_broker.Policy.MayPublish(_identity!, packet.Topic))
        {
            reason = CloseReason.NotAuthorized;
        }
        if (reason != CloseReason.None)
        {
            Close(reason);
            return true;
        }
        var bytes = (int)frame.Length;
        var taken = TryTake(packet, bytes);
        if (!taken)
        {
            // Whoever makes room between this refusal and the entry in the list would wake nobody: so it is tried once more.
            _broker.AwaitRoom(this);
            taken = TryTake(packet, bytes);
        }
        _received += taken ? 1 : 0;
        return taken;
    }

    private bool TryTake(in PublishPacket packet, int bytes)
    {
        if (packet.Qos > 0 && !HasRoom(bytes))
        {
            return false;
        }
        long ticket;
        if (_broker.Policy.IsForIntake(packet.Topic))
        {
            var message = new InboundMessage
            {
                Identity = _identity!,
                Topic = packet.Topic,
                Payload = packet.Payload,
                Qos = packet.Qos,
                Retain = packet.Retain,
            };
            switch (_broker.Intake.TryAccept(message, out ticket))
            {
                case IntakeOutcome.Accepted:
                    _broker.RouteToWatchers(packet);
                    break;
                case IntakeOutcome.Refused:
                    Close(CloseReason.IntakeRefused);
                    return true;
                default:
                    return false;
            }
        }
        else if (_broker.TryKeepState(packet))
        {
            // Nothing to wait for but its turn: PUBACKs keep the order of receipt.
            ticket = 0;
        }
        else
        {
            Close(CloseReason.RetainedRefused);
            return true;
        }
        if (packet.Qos > 0)
        {
            Owe(ticket, packet.PacketId, bytes);
        }
        return true;
    }

    private bool HasRoom(int bytes)
    {
        var limits = _broker.Limits;
        lock (_out)
        {
            return _owed.Count == 0
                || (_owed.Count < limits.UnacknowledgedMax
                    && _owed.Bytes + bytes <= limits.UnacknowledgedBytesMax
                    && _broker.OwedBytes + bytes <= limits.UnacknowledgedBytesInAllMax);
        }
    }

    private void Owe(long ticket, ushort packetId, int bytes)
    {
        lock (_out)
        {
            if (_phase == Phase.Closed)
            {
                return;
            }
            _owed.Push(ticket, packetId, bytes);
            _broker.Owe(bytes);
            if (!_awaiting)
            {
                _awaiting = true;
                _broker.AwaitCommit(this);
            }
        }
    }

    private CloseReason HandlePuback(in Frame frame)
    {
        if (frame.Flags != 0 || frame.Body.Length != 2)
        {
            return BadShape(frame, 0);
        }
        var cursor = new PacketCursor(Contiguous(frame));
        cursor.TryUInt16(out var packetId);
        if (packetId == 0)
        {
            return CloseReason.BadPacketId;
        }
        _broker.DownlinkAcknowledged(this, packetId);
        return CloseReason.None;
    }

    private CloseReason HandleSubscribe(in Frame frame)
    {
        if (frame.Flags != 2)
        {
            return CloseReason.BadFlags;
        }
        var reason = SubscribePacket.TryRead(Contiguous(frame), withQos: true, out var packet);
        if (reason == CloseReason.None)
        {
            _broker.Subscribe(this, packet);
        }
        return reason;
    }

    private CloseReason HandleUnsubscribe(in Frame frame)
    {
        if (frame.Flags != 2)
        {
            return CloseReason.BadFlags;
        }
        var reason = SubscribePacket.TryRead(Contiguous(frame), withQos: false, out var packet);
        if (reason == CloseReason.None)
        {
            _broker.Unsubscribe(this, packet);
            Send(PacketWriter.Unsuback(packet.PacketId));
        }
        return reason;
    }

    private CloseReason HandlePingreq(in Frame frame)
    {
        if (!HasNoBody(frame))
        {
            return BadShape(frame, 0);
        }
        if (_pingsAnsweredAhead > 0)
        {
            _pingsAnsweredAhead--;
        }
        else
        {
            Send(PacketWriter.Pingresp);
        }
        return CloseReason.None;
    }
}
