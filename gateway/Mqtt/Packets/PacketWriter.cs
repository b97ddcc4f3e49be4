using System.Buffers.Binary;
using System.Text;

namespace Wattline.Gateway.Mqtt;

/// <summary>What the endpoint sends. Each writes at the start of a span and gives the bytes written, or gives the packet.</summary>
internal static class PacketWriter
{
    public const int AckBytesMax = 5;

    /// <summary>
    /// A PUBLISH up to the properties it forwards: 5 bytes of fixed header, topic with length, packet identifier, property
    /// length, message expiry and topic alias; subscription identifiers come on top.
    /// </summary>
    public const int PublishHeadBytesMax = 5 + 2 + MqttLimits.TopicBytesMax + 2 + 4 + 5 + 3;

    /// <summary>A subscription identifier in a PUBLISH: its property identifier and up to four bytes.</summary>
    public const int SubscriptionIdBytesMax = 5;

    public static ReadOnlySpan<byte> Pingresp => [0xD0, 0x00];

    public static byte[] Connack(ConnectReturn code, bool sessionPresent) => [0x20, 0x02, (byte)(sessionPresent ? 1 : 0), (byte)code];

    /// <summary>CONNACK of MQTT 5 (3.2).</summary>
    /// <param name="code">The reason.</param>
    /// <param name="sessionPresent">Whether a kept session is resumed.</param>
    /// <param name="properties">As written by <see cref="PropertyWriter"/>.</param>
    public static byte[] Connack5(ReasonCode code, bool sessionPresent, PropertyWriter properties) =>
        Whole(0x20, [(byte)(sessionPresent ? 1 : 0), (byte)code, .. properties.Block()]);

    /// <summary>DISCONNECT of MQTT 5 (3.14).</summary>
    public static byte[] Disconnect5(ReasonCode code, PropertyWriter properties) => Whole(0xE0, [(byte)code, .. properties.Block()]);

    /// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP; without a reason it is the same in both versions.</summary>
    public static int Ack(Span<byte> into, PacketType type, ushort packetId, ReasonCode reason = ReasonCode.Success)
    {
        into[0] = (byte)(((int)type << 4) | (type == PacketType.Pubrel ? 2 : 0));
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], packetId);
        if (reason == ReasonCode.Success)
        {
            into[1] = 2;
            return 4;
        }
        into[1] = 3;
        into[4] = (byte)reason;
        return 5;
    }

    public static byte[] Suback(int level, ushort packetId, ReadOnlySpan<byte> codes) =>
        Whole(0x90, level == 5
            ? [(byte)(packetId >> 8), (byte)packetId, 0, .. codes]
            : [(byte)(packetId >> 8), (byte)packetId, .. codes]);

    /// <summary>UNSUBACK: in 3.1.1 without codes.</summary>
    public static byte[] Unsuback(int level, ushort packetId, ReadOnlySpan<byte> codes) =>
        Whole(0xB0, level == 5
            ? [(byte)(packetId >> 8), (byte)packetId, 0, .. codes]
            : [(byte)(packetId >> 8), (byte)packetId]);

    /// <summary>A PUBLISH up to the properties that it forwards; those and the payload follow.</summary>
    /// <returns>Bytes written.</returns>
    public static int PublishHead(Span<byte> into, in PublishHead head)
    {
        Span<byte> own = stackalloc byte[8];
        var ownBytes = 0;
        if (head.ExpirySeconds is { } expiry)
        {
            own[0] = (byte)PropertyId.MessageExpiry;
            BinaryPrimitives.WriteUInt32BigEndian(own[1..], expiry);
            ownBytes = 5;
        }
        if (head.TopicAlias > 0)
        {
            own[ownBytes] = (byte)PropertyId.TopicAlias;
            BinaryPrimitives.WriteUInt16BigEndian(own[(ownBytes + 1)..], (ushort)head.TopicAlias);
            ownBytes += 3;
        }
        var idBytes = 0;
        foreach (var id in head.SubscriptionIds)
        {
            idBytes += 1 + VarIntBytes((int)id);
        }
        var propertyBytes = ownBytes + idBytes + head.ForwardedBytes;
        var topicBytes = head.OmitsTopic ? 0 : Encoding.UTF8.GetByteCount(head.Topic);
        into[0] = (byte)(0x30 | (head.Duplicate ? 8 : 0) | (head.Qos << 1) | (head.Retain ? 1 : 0));
        var at = 1 + VarInt(into[1..], 2 + topicBytes + (head.Qos > 0 ? 2 : 0)
            + (head.Level == 5 ? VarIntBytes(propertyBytes) + propertyBytes : 0) + head.PayloadBytes);
        BinaryPrimitives.WriteUInt16BigEndian(into[at..], (ushort)topicBytes);
        at += 2;
        if (!head.OmitsTopic)
        {
            at += Encoding.UTF8.GetBytes(head.Topic, into[at..]);
        }
        if (head.Qos > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(into[at..], head.PacketId);
            at += 2;
        }
        if (head.Level != 5)
        {
            return at;
        }
        at += VarInt(into[at..], propertyBytes);
        own[..ownBytes].CopyTo(into[at..]);
        at += ownBytes;
        foreach (var id in head.SubscriptionIds)
        {
            into[at++] = (byte)PropertyId.SubscriptionId;
            at += VarInt(into[at..], (int)id);
        }
        return at;
    }

    public static int VarIntBytes(int value) => value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x20_0000 ? 3 : 4;

    public static int VarInt(Span<byte> into, int value)
    {
        var at = 0;
        do
        {
            into[at] = (byte)(value & 0x7F);
            value >>= 7;
            into[at] |= (byte)(value > 0 ? 0x80 : 0);
            at++;
        }
        while (value > 0);
        return at;
    }

    private static byte[] Whole(byte first, ReadOnlySpan<byte> body)
    {
        Span<byte> length = stackalloc byte[4];
        return [first, .. length[..VarInt(length, body.Length)], .. body];
    }
}
