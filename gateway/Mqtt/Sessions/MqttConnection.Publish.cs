namespace Wattline.Gateway.Mqtt;

/// <summary>PUBLISH and PUBREL from the client.</summary>
public sealed partial class MqttConnection
{
    private enum Room
    {
        None,
        Enough,
        Exceeded,
    }

    private bool TryPublish(in Frame frame) => frame.Body.IsSingleSegment ? TryPublish(frame, default) : TryPublishInPieces(frame);

    private bool TryPublishInPieces(in Frame frame)
    {
        Span<byte> scratch = stackalloc byte[PublishPacket.ScratchBytes];
        return TryPublish(frame, scratch);
    }

    private bool TryPublish(in Frame frame, Span<byte> scratch)
    {
        var reason = PublishPacket.TryRead(frame, Level, scratch, out var packet);
        if (reason == CloseReason.None && packet.TopicAlias > 0)
        {
            reason = ResolveAlias(ref packet);
        }
        if (reason != CloseReason.None)
        {
            Close(reason);
            return true;
        }
        var use = _broker.Policy.MayPublish(_identity!, packet.Topic, packet.Qos);
        reason = use == TopicUse.None ? CloseReason.NotAuthorized
            : packet.HasGoodPayload ? CloseReason.None
            : CloseReason.BadPayloadFormat;
        var bytes = (int)frame.Length;
        if (TryAnswer(packet, reason, use, bytes))
        {
            return true;
        }
        // Whoever makes room between this refusal and the entry in the list would wake nobody: so it is tried once more.
        _broker.AwaitRoom(this);
        return TryAnswer(packet, reason, use, bytes);
    }

    private bool TryAnswer(in PublishPacket packet, CloseReason reason, TopicUse use, int bytes) =>
        reason != CloseReason.None ? TryRefuse(packet, reason) : TryTakeOnce(packet, use, bytes);

    private CloseReason ResolveAlias(ref PublishPacket packet)
    {
        if (packet.TopicAlias > _broker.Limits.TopicAliasMax)
        {
            return CloseReason.BadTopicAlias;
        }
        if (packet.Topic.Length > 0)
        {
            (_abilities ??= new(long.MaxValue, 0)).Learn(packet.TopicAlias, packet.Topic);
            return CloseReason.None;
        }
        packet.Topic = _abilities is null ? default : _abilities.TopicOf(packet.TopicAlias);
        return packet.Topic.IsEmpty ? CloseReason.UnknownTopicAlias : CloseReason.None;
    }

    /// <summary>
    /// In MQTT 5 a message of QoS 1 or 2 is answered with the reason and the connection stays. Elsewhere there is no such answer,
    /// and acknowledging what is dropped would be a lie: the connection closes (3.3.5-2).
    /// </summary>
    private bool TryRefuse(in PublishPacket packet, CloseReason reason)
    {
        if (Level != 5 || packet.Qos == 0)
        {
            Close(reason);
            return true;
        }
        switch (RoomFor(0))
        {
            case Room.Exceeded:
                Close(CloseReason.ReceiveMaximumExceeded);
                return true;
            case Room.None:
                return false;
            default:
                _broker.Metrics.PublishRefused(reason);
                var type = packet.Qos == 1 ? PacketType.Puback : PacketType.Pubrec;
                Owe(new(type, ReasonCodes.Of(reason), packet.PacketId, 0, 0, 0));
                return true;
        }
    }

    private bool TryTakeOnce(in PublishPacket packet, TopicUse use, int bytes)
    {
        if (packet.Qos < 2)
        {
            return TryTake(packet, use, bytes);
        }
        var session = Session!;
        lock (session.ReceivingLock)
        {
            if (_phase == Phase.Closed)
            {
                return true;
            }
            if (session.WasReceived(packet.PacketId, out var before))
            {
                // The same message until it is released (4.3.3): answered again, not taken again.
                Owe(new(PacketType.Pubrec, ReasonCode.Success, packet.PacketId, 0, before.Ticket, before.StateTicket));
                return true;
            }
            if (session.ReceivedCount >= 2 * _broker.Limits.UnacknowledgedMax)
            {
                Close(CloseReason.ReceiveMaximumExceeded);
                return true;
            }
            return TryTake(packet, use, bytes);
        }
    }

    private bool TryTake(in PublishPacket packet, TopicUse use, int bytes)
    {
        if (packet.Qos > 0 && RoomFor(bytes) is var room and not Room.Enough)
        {
            if (room == Room.Exceeded)
            {
                Close(CloseReason.ReceiveMaximumExceeded);
            }
            return room == Room.Exceeded;
        }
        var retain = packet.Retain && (use & TopicUse.Retain) != 0;
        if ((retain || packet.Qos == 2) && !_broker.Records.HasRoom)
        {
            return false;
        }
        if (retain && !_broker.MayRetain(packet))
        {
            return TryRefuse(packet, CloseReason.RetainedRefused);
        }
        long ticket = 0;
        if ((use & TopicUse.Journal) != 0)
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
                    break;
                case IntakeOutcome.Refused:
                    return TryRefuse(packet, CloseReason.IntakeRefused);
                default:
                    return false;
            }
        }
        _received++;
        if (packet.Qos == 2)
        {
            Session!.SetReceived(packet.PacketId, new(ticket, 0));
        }
        var stateTicket = 0L;
        if ((use & TopicUse.Route) != 0)
        {
            stateTicket = _broker.RouteFromClient(packet, Session!.Key, (use & TopicUse.Journal) != 0, ticket, retain);
        }
        if (packet.Qos == 2)
        {
            // After what the message did: a crash in between has it done again rather than not at all.
            stateTicket = Math.Max(stateTicket, _broker.Records.Received(Session!, packet.PacketId, ticket));
            Session!.SetReceived(packet.PacketId, new(ticket, stateTicket));
        }
        if (packet.Qos > 0)
        {
            // Without a ticket there is nothing to wait for but its turn: acknowledgements keep the order of receipt.
            Owe(new(packet.Qos == 1 ? PacketType.Puback : PacketType.Pubrec, ReasonCode.Success, packet.PacketId, bytes, ticket, stateTicket));
        }
        return true;
    }

    private Room RoomFor(int bytes)
    {
        var limits = _broker.Limits;
        lock (_out)
        {
            if (Level == 5 && _receiving >= limits.UnacknowledgedMax)
            {
                return Room.Exceeded;
            }
            if (IsFull(bytes))
            {
                // What waits for nothing but its turn must not be waited for: nobody would wake this connection.
                AcknowledgeLocked();
            }
            return IsFull(bytes) ? Room.None : Room.Enough;
        }
    }

    private bool IsFull(int bytes)
    {
        var limits = _broker.Limits;
        return _owed.Count > 0
            && (_owed.Count >= limits.UnacknowledgedMax
                || _owed.Bytes + bytes > limits.UnacknowledgedBytesMax
                || _broker.OwedBytes + bytes > limits.UnacknowledgedBytesInAllMax);
    }

    private CloseReason HandlePubrel(in Frame frame)
    {
        var reason = ReadAck(frame, flags: 2, out var packet);
        if (reason != CloseReason.None)
        {
            return reason;
        }
        var session = Session!;
        lock (session.ReceivingLock)
        {
            var known = session.Release(packet.PacketId);
            // Forgotten before it is said: otherwise a restart would take the next message with this identifier for the old one.
            var ticket = _broker.Records.Released(session, packet.PacketId);
            Owe(new(PacketType.Pubcomp, known ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound, packet.PacketId, 0, 0, ticket));
        }
        return CloseReason.None;
    }
}
