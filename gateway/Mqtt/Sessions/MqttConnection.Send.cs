using System.Diagnostics;

namespace Wattline.Gateway.Mqtt;

/// <summary>What goes to the client.</summary>
public sealed partial class MqttConnection
{
    private ClientAbilities? _abilities;

    /// <summary>Messages of QoS 1 and 2 that may be under way to the client.</summary>
    internal int ClientReceiveMaximum { get; private set; }

    /// <summary>Whether the client was told an end that it did not see coming, and may be sending still.</summary>
    internal bool LeavesSomethingUnread { get; private set; }

    internal void Send(ReadOnlySpan<byte> packet)
    {
        lock (_out)
        {
            _transport.Send(packet);
            _unflushed = true;
        }
    }

    /// <summary>Sends a message. False: it is larger than the client takes. Called within the gate; the broker flushes.</summary>
    internal bool SendPublish(in Delivery delivery, bool duplicate, ushort packetId, TimeSpan now)
    {
        var message = delivery.Message;
        var alias = 0;
        var aliasIsNew = false;
        if (_abilities is not null)
        {
            alias = _abilities.AliasOf(message.Topic, out aliasIsNew);
        }
        ReadOnlySpan<uint> ids = Level == 5 ? delivery.SubscriptionIds : default;
        ReadOnlySpan<byte> forwarded = Level == 5 ? message.Properties : default;
        var head = new PublishHead
        {
            Level = Level,
            Topic = message.Topic,
            OmitsTopic = alias > 0 && !aliasIsNew,
            TopicAlias = alias,
            Qos = delivery.Qos,
            Retain = delivery.Retain,
            Duplicate = duplicate,
            PacketId = packetId,
            ExpirySeconds = Level == 5 ? message.SecondsLeft(now) : null,
            SubscriptionIds = ids,
            ForwardedBytes = forwarded.Length,
            PayloadBytes = message.Payload.Length,
        };
        Span<byte> bytes = stackalloc byte[PacketWriter.PublishHeadBytesMax + (PacketWriter.SubscriptionIdBytesMax * ids.Length)];
        var length = PacketWriter.PublishHead(bytes, head);
        if (_abilities is not null)
        {
            if (length + forwarded.Length + message.Payload.Length > _abilities.PacketBytesMax)
            {
                return false;
            }
            if (aliasIsNew && alias > 0)
            {
                _abilities.Tell(message.Topic, alias);
            }
        }
        lock (_out)
        {
            _transport.Send(bytes[..length]);
            if (forwarded.Length > 0)
            {
                _transport.Send(forwarded);
            }
            _transport.Send(message.Payload.Span);
            Touch();
        }
        return true;
    }

    /// <summary>Sends PUBREL, in its turn and when a restart would know that the message is the client's. Called within the gate; the broker flushes.</summary>
    internal void SendPubrel(ushort packetId, ReasonCode reason, long stateTicket)
    {
        if (stateTicket > _broker.Records.DurableTicket)
        {
            Owe(new(PacketType.Pubrel, reason, packetId, 0, 0, stateTicket));
            return;
        }
        Span<byte> packet = stackalloc byte[PacketWriter.AckBytesMax];
        var length = PacketWriter.Ack(packet, PacketType.Pubrel, packetId, Level == 5 ? reason : ReasonCode.Success);
        lock (_out)
        {
            _transport.Send(packet[..length]);
            Touch();
        }
    }

    /// <summary>The end of a round of the broker's.</summary>
    internal void FlushTouched()
    {
        lock (_out)
        {
            _touched = false;
            FlushLocked();
        }
    }

    /// <summary>SUBACK, UNSUBACK or CONNACK, in its turn behind the acknowledgements that wait.</summary>
    internal void OwePacket(PacketType type, ushort packetId, byte[] packet, long stateTicket)
    {
        lock (_out)
        {
            if (_phase != Phase.Closed)
            {
                _owed.Push(new(type, ReasonCode.Success, packetId, 0, 0, stateTicket), packet);
                if (AcknowledgeLocked())
                {
                    Await();
                }
            }
        }
    }

    /// <summary>An acknowledgement that goes out when its tickets are durable and those before it have gone.</summary>
    private void Owe(in OwedAck ack)
    {
        lock (_out)
        {
            if (_phase != Phase.Closed)
            {
                _owed.Push(ack);
                _receiving += ack.Type is PacketType.Puback or PacketType.Pubrec ? 1 : 0;
                _broker.Owe(ack.Bytes);
                Await();
            }
        }
    }

    private void Await()
    {
        if (!_awaiting)
        {
            _awaiting = true;
            _broker.AwaitCommit(this);
        }
    }

    private bool AcknowledgeLocked()
    {
        const int Batch = 64;
        if (_owed.Count == 0)
        {
            return false;
        }
        Span<byte> packets = stackalloc byte[Batch * PacketWriter.AckBytesMax];
        var (count, bytes, at) = (0, 0L, 0);
        var (durable, durableState) = (_broker.Intake.DurableTicket, _broker.Records.DurableTicket);
        while (_owed.TryPop(durable, durableState, out var ack))
        {
            bytes += ack.Bytes;
            if (ack.Type is PacketType.Suback or PacketType.Unsuback or PacketType.Connack)
            {
                _transport.Send(packets[..at]);
                at = 0;
                _transport.Send(_owed.TakePacket());
                _unflushed = true;
                continue;
            }
            Answered(ack);
            at += PacketWriter.Ack(packets[at..], ack.Type, ack.PacketId, Level == 5 ? ack.Reason : ReasonCode.Success);
            count += ack.Type is PacketType.Pubcomp or PacketType.Pubrel ? 0 : 1;
            _unflushed = true;
            if (at + PacketWriter.AckBytesMax > packets.Length)
            {
                _transport.Send(packets[..at]);
                at = 0;
            }
        }
        if (at > 0)
        {
            _transport.Send(packets[..at]);
        }
        if (bytes > 0)
        {
            _broker.Owe(-bytes);
        }
        if (count > 0)
        {
            _broker.Metrics.Acknowledged(count);
        }
        FlushLocked();
        return _owed.Count > 0;
    }

    /// <summary>An exchange that is over makes room below the Receive Maximum (MQTT 5, 4.9).</summary>
    private void Answered(in OwedAck ack)
    {
        var over = ack.Type switch
        {
            PacketType.Puback or PacketType.Pubcomp => true,
            PacketType.Pubrec => (byte)ack.Reason >= 0x80,
            _ => false,
        };
        if (over && _receiving > 0)
        {
            _receiving--;
        }
    }

    private void SayDisconnect(CloseReason reason)
    {
        if (Level != 5 || reason is CloseReason.ClientDisconnected or CloseReason.ClientDisconnectedWithWill or CloseReason.ConnectionLost)
        {
            return;
        }
        var packet = PacketWriter.Disconnect5(ReasonCodes.Of(reason), new PropertyWriter().Text(PropertyId.ReasonString, reason.ToString()));
        if (packet.Length > _abilities?.PacketBytesMax)
        {
            packet = PacketWriter.Disconnect5(ReasonCodes.Of(reason), new());
        }
        _transport.Send(packet);
        _unflushed = true;
        LeavesSomethingUnread = reason is not (CloseReason.TakenOver or CloseReason.KeepAliveTimeout or CloseReason.SlowConsumer
            or CloseReason.ServerClosing or CloseReason.DisconnectedByHost);
    }

    private void Touch()
    {
        Debug.Assert(_broker.Gate.IsHeldByCurrentThread, "Only the broker's rounds end with a flush.");
        _unflushed = true;
        if (!_touched)
        {
            _touched = true;
            _broker.Touched(this);
        }
    }

    private void FlushLocked()
    {
        if (_unflushed)
        {
            _unflushed = false;
            _transport.Flush();
        }
    }
}
