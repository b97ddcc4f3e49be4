using System.Buffers.Binary;

namespace Wattline.Gateway.Mqtt;

/// <summary>What the endpoint sends. Each writes at the start of a span and gives the bytes written.</summary>
internal static class PacketWriter
{
    public const int PubackBytes = 4;

    /// <summary>A PUBLISH up to its payload: 5 bytes of fixed header, topic with length, packet identifier.</summary>
    public const int PublishHeadBytesMax = 5 + 2 + MqttLimits.TopicBytesMax + 2;

    /// <summary>CONNACK, DISCONNECT and PINGRESP hold constants only.</summary>
    public static ReadOnlySpan<byte> Pingresp => [0xD0, 0x00];

    /// <summary>CONNACK with a v5 reason code 0x84, unsupported protocol version, and no properties (v5, 3.2).</summary>
    public static ReadOnlySpan<byte> ConnackUnsupportedV5 => [0x20, 0x03, 0x00, 0x84, 0x00];

    public static byte[] Connack(ConnectReturn code, bool sessionPresent) => [0x20, 0x02, (byte)(sessionPresent ? 1 : 0), (byte)code];

    public static int Puback(Span<byte> into, ushort packetId)
    {
        into[0] = 0x40;
        into[1] = 2;
        BinaryPrimitives.WriteUInt16BigEndian(into[2..], packetId);
        return PubackBytes;
    }

    public static byte[] Suback(ushort packetId, ReadOnlySpan<byte> codes)
    {
        Span<byte> head = stackalloc byte[5];
        head[0] = 0x90;
        var length = 1 + RemainingLength(head[1..], 2 + codes.Length);
        return [.. head[..length], (byte)(packetId >> 8), (byte)packetId, .. codes];
    }

    public static byte[] Unsuback(ushort packetId) => [0xB0, 0x02, (byte)(packetId >> 8), (byte)packetId];

    public static int PublishHead(Span<byte> into, ReadOnlySpan<byte> topic, int payloadBytes, int qos, bool retain, bool duplicate, ushort packetId)
    {
        into[0] = (byte)(0x30 | (duplicate ? 8 : 0) | (qos << 1) | (retain ? 1 : 0));
        var at = 1 + RemainingLength(into[1..], 2 + topic.Length + (qos > 0 ? 2 : 0) + payloadBytes);
        BinaryPrimitives.WriteUInt16BigEndian(into[at..], (ushort)topic.Length);
        topic.CopyTo(into[(at + 2)..]);
        at += 2 + topic.Length;
        if (qos > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(into[at..], packetId);
            at += 2;
        }
        return at;
    }

    private static int RemainingLength(Span<byte> into, int value)
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
}
