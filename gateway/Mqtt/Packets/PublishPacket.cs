using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;

namespace Wattline.Gateway.Mqtt;

/// <summary>PUBLISH (3.3), in place: nothing is copied but a head that lies across two buffers.</summary>
internal ref struct PublishPacket
{
    /// <summary>Room for a topic with its length, the packet identifier, and properties of some length.</summary>
    public const int ScratchBytes = MqttLimits.TopicBytesMax + 256;

    /// <summary>UTF-8. Empty when an alias stands for it (MQTT 5, 3.3.2.3.4).</summary>
    public ReadOnlySpan<byte> Topic { get; set; }

    public ReadOnlySequence<byte> Payload { get; private set; }

    public ushort PacketId { get; private set; }

    public int Qos { get; private set; }

    public bool Retain { get; private set; }

    public bool Duplicate { get; private set; }

    /// <summary>All properties; empty in 3.1.1.</summary>
    public ReadOnlySpan<byte> Properties { get; private set; }

    /// <summary>Which properties there are, one bit for each.</summary>
    public ulong Seen { get; private set; }

    /// <summary>0 is none.</summary>
    public int TopicAlias { get; private set; }

    /// <summary>Seconds; negative is never.</summary>
    public long ExpirySeconds { get; private set; }

    /// <summary>The publisher says that the payload is UTF-8.</summary>
    public bool IsText { get; private set; }

    /// <summary>Whether the payload is what its format says.</summary>
    public readonly bool HasGoodPayload =>
        !IsText || (Payload.IsSingleSegment ? Utf8.IsValid(Payload.FirstSpan) : Utf8.IsValid(Payload.ToArray()));

    /// <summary>Reads a frame of MQTT <paramref name="level"/>.</summary>
    /// <param name="frame">The whole packet.</param>
    /// <param name="level">4 or 5.</param>
    /// <param name="scratch">Of <see cref="ScratchBytes"/> when the body lies in more than one buffer, else it may be empty.</param>
    /// <param name="packet">Valid as long as the frame and the scratch are.</param>
    public static CloseReason TryRead(in Frame frame, int level, Span<byte> scratch, out PublishPacket packet)
    {
        packet = default;
        var qos = (frame.Flags >> 1) & 3;
        if (qos == 3)
        {
            return CloseReason.BadQos;
        }
        if (qos == 0 && (frame.Flags & 8) != 0)
        {
            return CloseReason.BadFlags;
        }
        var head = frame.Body.FirstSpan;
        if (head.Length < frame.Body.Length && head.Length < ScratchBytes)
        {
            var start = frame.Body.Slice(0, Math.Min(ScratchBytes, frame.Body.Length));
            start.CopyTo(scratch);
            head = scratch[..(int)start.Length];
        }
        if (!BinaryPrimitives.TryReadUInt16BigEndian(head, out var topicBytes))
        {
            return CloseReason.BadPacketLength;
        }
        if (topicBytes > MqttLimits.TopicBytesMax)
        {
            return CloseReason.BadTopic;
        }
        var end = 2 + topicBytes + (qos > 0 ? 2 : 0);
        if (end > head.Length)
        {
            return CloseReason.BadPacketLength;
        }
        packet.Topic = head.Slice(2, topicBytes);
        packet.Qos = qos;
        packet.Retain = (frame.Flags & 1) != 0;
        packet.Duplicate = (frame.Flags & 8) != 0;
        packet.ExpirySeconds = -1;
        if (qos > 0)
        {
            packet.PacketId = BinaryPrimitives.ReadUInt16BigEndian(head[(2 + topicBytes)..]);
            if (packet.PacketId == 0)
            {
                return CloseReason.BadPacketId;
            }
        }
        if (level == 5 && packet.ReadProperties(frame, head, ref end) is var fault and not CloseReason.None)
        {
            return fault;
        }
        packet.Payload = frame.Body.Slice(end);
        // Without a topic and without an alias it is a protocol error in MQTT 5 (3.3.2.1).
        return level != 5 || topicBytes > 0 ? TopicRules.CheckName(packet.Topic)
            : packet.TopicAlias > 0 ? CloseReason.None
            : CloseReason.UnknownTopicAlias;
    }

    private CloseReason ReadProperties(in Frame frame, ReadOnlySpan<byte> head, ref int end)
    {
        var cursor = new PacketCursor(head[end..]);
        if (!cursor.TryVarInt(out var length))
        {
            return CloseReason.BadPacketLength;
        }
        var start = head.Length - cursor.Rest.Length;
        end = start + length;
        if (end > frame.Body.Length)
        {
            return CloseReason.BadPacketLength;
        }
        Properties = end <= head.Length ? head[start..end] : frame.Body.Slice(start, length).ToArray();
        var properties = new PropertyWalk(Properties, PropertySets.Publish);
        while (properties.Next())
        {
            switch (properties.Id)
            {
                case PropertyId.TopicAlias:
                    TopicAlias = (int)properties.Number;
                    break;
                case PropertyId.MessageExpiry:
                    ExpirySeconds = properties.Number;
                    break;
                case PropertyId.PayloadFormat:
                    IsText = properties.Number == 1;
                    break;
                default:
                    break;
            }
        }
        Seen = properties.Seen;
        return properties.Fault;
    }
}
