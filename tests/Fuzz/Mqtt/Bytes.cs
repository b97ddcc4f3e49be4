using System.Text;

namespace Wattline.Tests.Fuzz.Mqtt;

/// <summary>Bytes of a packet, from the standard and not from the endpoint's own code.</summary>
internal sealed class Bytes
{
    private readonly List<byte> _body = [];

    public Bytes Byte(int value)
    {
        _body.Add((byte)value);
        return this;
    }

    public Bytes Two(int value) => Byte(value >> 8).Byte(value);

    public Bytes Four(uint value) => Two((int)(value >> 16)).Two((int)(value & 0xFFFF));

    public Bytes Text(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        _body.AddRange([(byte)(utf8.Length >> 8), (byte)utf8.Length]);
        _body.AddRange(utf8);
        return this;
    }

    public Bytes Raw(ReadOnlySpan<byte> bytes)
    {
        _body.AddRange(bytes);
        return this;
    }

    /// <summary>Properties behind their length; nothing at all in 3.1.1.</summary>
    public Bytes Properties(int level, Bytes? properties)
    {
        if (level == 5)
        {
            _body.AddRange(VarInt(properties?._body.Count ?? 0));
            _body.AddRange(properties?._body ?? []);
        }
        return this;
    }

    /// <summary>The packet with its fixed header.</summary>
    public byte[] Packet(int first) => [(byte)first, .. VarInt(_body.Count), .. _body];

    public static byte[] VarInt(int value)
    {
        List<byte> bytes = [];
        do
        {
            bytes.Add((byte)((value & 127) | (value > 127 ? 128 : 0)));
            value >>= 7;
        }
        while (value > 0);
        return [.. bytes];
    }
}
