using System.Buffers;
using System.Buffers.Binary;

namespace Wattline.Gateway.Mqtt;

/// <summary>PUBLISH (3.3), in place: nothing is copied but a topic that lies across two buffers.</summary>
internal readonly ref struct PublishPacket
{
    /// <summary>Room for a topic with its length and the packet identifier.</summary>
    public const int ScratchBytes = MqttLimits.TopicBytesMax + 4;

    public ReadOnlySpan<byte> Topic { get; private init; }

    public ReadOnlySequence<byte> Payload { get; private init; }

    public ushort PacketId { get; private init; }

    public int Qos { get; private init; }

    public bool Retain { get; private init; }

    public static CloseReason TryRead(in Frame frame, Span<byte> scratch, out PublishPacket packet)
    {
        packet = default;
        var qos = (frame.Flags >> 1) & 3;
        if (qos > 1)
        {
            return CloseReason.BadQos;
        }
        if (qos == 0 && (frame.Flags & 8) != 0)
        {
            return CloseReason.BadFlags;
        }
        var head = frame.Body.FirstSpan;
        if (head.Length < ScratchBytes && head.Length < frame.Body.Length)
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
        var end = 2 + topicBytes + (2 * qos);
        if (end > head.Length)
        {
            return CloseReason.BadPacketLength;
        }
        var topic = head.Slice(2, topicBytes);
        if (TopicRules.CheckName(topic) is var reason and not CloseReason.None)
        {
            return reason;
        }
        var packetId = qos == 0 ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(head[(2 + topicBytes)..]);
        if (qos == 1 && packetId == 0)
        {
            return CloseReason.BadPacketId;
        }
        packet = new()
        {
            Topic = topic,
            Payload = frame.Body.Slice(end),
            PacketId = packetId,
            Qos = qos,
            Retain = (frame.Flags & 1) != 0,
        };
        return CloseReason.None;
    }
}
