using System.Buffers.Binary;
using System.Text.Unicode;

namespace Wattline.Gateway.Mqtt.Client.Wire;

/// <summary>Walks through a packet's fields. After the first that is not there everything fails.</summary>
internal ref struct FieldReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Remaining => _rest.Length;

    public bool Failed { get; private set; }

    public byte Byte() => Take(1) is { Length: 1 } one ? one[0] : (byte)0;

    public ushort UInt16() => Take(2) is { Length: 2 } two ? BinaryPrimitives.ReadUInt16BigEndian(two) : (ushort)0;

    public uint UInt32() => Take(4) is { Length: 4 } four ? BinaryPrimitives.ReadUInt32BigEndian(four) : 0;

    /// <summary>A variable byte integer in its shortest form (v5, 1.5.5).</summary>
    public int VarInt()
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            var part = Byte();
            value |= (part & 0x7F) << (7 * i);
            if (part >= 0x80) continue;
            if (i > 0 && part == 0) break;
            return value;
        }
        Fail();
        return 0;
    }

    /// <summary>Two bytes of length and that many bytes.</summary>
    public ReadOnlySpan<byte> Binary() => Take(UInt16());

    /// <summary>The same as UTF-8 without U+0000 (1.5.4).</summary>
    public ReadOnlySpan<byte> Text()
    {
        var text = Binary();
        if (!Utf8.IsValid(text) || text.Contains((byte)0)) Fail();
        return text;
    }

    public ReadOnlySpan<byte> Take(int count)
    {
        if (Failed || count > _rest.Length)
        {
            Fail();
            return default;
        }
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public void Fail()
    {
        Failed = true;
        _rest = default;
    }
}
