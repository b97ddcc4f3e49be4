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
            return TryPublishInRate(frame);
        }
        if (frame.Type is PacketType.Pubrec or PacketType.Pubrel or PacketType.Subscribe or PacketType.Unsubscribe && !MayAct(frame.Type))
        {
            return false;
        }
        var reason = frame.Type switch
        {
            PacketType.Connect => CloseReason.SecondConnect,
            PacketType.Puback or PacketType.Pubrec or PacketType.Pubcomp => HandleAck(frame),
            PacketType.Pubrel => HandlePubrel(frame),
            PacketType.Subscribe => HandleSubscribe(frame),
            PacketType.Unsubscribe => HandleUnsubscribe(frame),
            PacketType.Pingreq => HandlePingreq(frame),
            PacketType.Disconnect => HandleDisconnect(frame),
            _ => CloseReason.UnexpectedPacket,
        };
        if (reason != CloseReason.None)
        {
            Close(reason);
        }
        return true;
    }

    /// <summary>
    /// Whether there is room for what a packet changes, and for its answer: answers to what is no message may wait as well, behind
    /// messages whose commit takes long. Asked again after the entry in the list: whoever makes room in between would wake nobody.
    /// </summary>
    private bool MayAct(PacketType type)
    {
        if (HasRoomFor(type))
        {
            return true;
        }
        _broker.AwaitRoom(this);
        return HasRoomFor(type);
    }

    private bool HasRoomFor(PacketType type)
    {
        if (type is PacketType.Subscribe or PacketType.Unsubscribe && !_broker.Records.HasRoom)
        {
            return false;
        }
        var max = 2 * _broker.Limits.UnacknowledgedMax;
        lock (_out)
        {
            if (_owed.Count >= max)
            {
                // What waits for nothing but its turn must not be waited for.
                AcknowledgeLocked();
            }
            return _owed.Count < max;
        }
    }

    private static ReadOnlySpan<byte> Contiguous(in Frame frame) =>
        frame.Body.IsSingleSegment ? frame.Body.FirstSpan : frame.Body.ToArray();

    private CloseReason ReadAck(in Frame frame, int flags, out AckPacket packet)
    {
        packet = default;
        return frame.Flags != flags ? CloseReason.BadFlags : AckPacket.TryRead(frame.Type, Contiguous(frame), Level, out packet);
    }

    private CloseReason HandleAck(in Frame frame)
    {
        var reason = ReadAck(frame, flags: 0, out var packet);
        if (reason == CloseReason.None)
        {
            _broker.DownlinkAcknowledged(this, frame.Type, packet);
        }
        return reason;
    }

    private CloseReason HandleSubscribe(in Frame frame)
    {
        if (frame.Flags != 2)
        {
            return CloseReason.BadFlags;
        }
        var reason = SubscribePacket.TryRead(Contiguous(frame), Level, unsubscribe: false, out var packet);
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
        var reason = SubscribePacket.TryRead(Contiguous(frame), Level, unsubscribe: true, out var packet);
        if (reason == CloseReason.None)
        {
            _broker.Unsubscribe(this, packet);
        }
        return reason;
    }

    private CloseReason HandlePingreq(in Frame frame)
    {
        if (frame.Flags != 0 || frame.Body.Length != 0)
        {
            return frame.Flags != 0 ? CloseReason.BadFlags : CloseReason.BadPacketLength;
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

    private CloseReason HandleDisconnect(in Frame frame)
    {
        if (frame.Flags != 0)
        {
            return CloseReason.BadFlags;
        }
        var reason = DisconnectPacket.TryRead(Contiguous(frame), Level, out var packet);
        if (reason != CloseReason.None)
        {
            return reason;
        }
        if (packet.SessionExpiry is { } expiry && !_broker.TryChangeExpiry(Session!, expiry))
        {
            return CloseReason.BadPropertyValue;
        }
        return packet.Reason == ReasonCode.Success ? CloseReason.ClientDisconnected : CloseReason.ClientDisconnectedWithWill;
    }
}
