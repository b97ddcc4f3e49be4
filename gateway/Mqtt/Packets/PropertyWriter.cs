using System.Buffers.Binary;
using System.Text;

namespace Wattline.Gateway.Mqtt;

/// <summary>Properties of CONNACK and DISCONNECT (MQTT 5, 2.2.2), which are rare and small.</summary>
internal sealed class PropertyWriter
{
    private readonly List<byte> _bytes = [];

    public PropertyWriter UInt16(PropertyId id, int value)
    {
        _bytes.AddRange([(byte)id, (byte)(value >> 8), (byte)value]);
        return this;
    }

    public PropertyWriter UInt32(PropertyId id, uint value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(four, value);
        _bytes.Add((byte)id);
        _bytes.AddRange(four);
        return this;
    }

    public PropertyWriter Text(PropertyId id, string value)
    {
        var utf8 = Encoding.UTF8.GetBytes(value);
        _bytes.AddRange([(byte)id, (byte)(utf8.Length >> 8), (byte)utf8.Length]);
        _bytes.AddRange(utf8);
        return this;
    }

    /// <summary>The properties behind their length.</summary>
    public byte[] Block()
    {
        Span<byte> length = stackalloc byte[4];
        return [.. length[..PacketWriter.VarInt(length, _bytes.Count)], .. _bytes];
    }
}
