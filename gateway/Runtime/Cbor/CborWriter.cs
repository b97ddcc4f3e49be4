using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Wattline.Gateway.Runtime.Cbor;

/// <summary>Writes the CBOR of the uplink contract (RFC 8949, core deterministic encoding 4.2.1).</summary>
public sealed class CborWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Writes an array's head.</summary>
    public CborWriter WriteArray(int count) => Head(4, (ulong)count);

    /// <summary>Writes an integer that is not negative.</summary>
    public CborWriter WriteUnsigned(ulong value) => Head(0, value);

    /// <summary>Writes an integer.</summary>
    public CborWriter WriteInteger(long value) => value >= 0 ? Head(0, (ulong)value) : Head(1, (ulong)(-1 - value));

    /// <summary>Writes a text.</summary>
    public CborWriter WriteText(string text)
    {
        Head(3, (ulong)Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _bytes);
        return this;
    }

    /// <summary>Writes a byte string.</summary>
    public CborWriter WriteBytes(ReadOnlySpan<byte> bytes)
    {
        Head(2, (ulong)bytes.Length);
        _bytes.Write<byte>(bytes);
        return this;
    }

    /// <summary>Writes a null.</summary>
    public CborWriter WriteNull()
    {
        _bytes.Write<byte>([0xF6]);
        return this;
    }

    private CborWriter Head(int type, ulong value)
    {
        var bytes = _bytes.GetSpan(9);
        var width = value switch { < 24 => 0, <= byte.MaxValue => 1, <= ushort.MaxValue => 2, <= uint.MaxValue => 4, _ => 8 };
        bytes[0] = (byte)(type << 5 | width switch { 0 => (int)value, 1 => 24, 2 => 25, 4 => 26, _ => 27 });
        switch (width)
        {
            case 1: bytes[1] = (byte)value; break;
            case 2: BinaryPrimitives.WriteUInt16BigEndian(bytes[1..], (ushort)value); break;
            case 4: BinaryPrimitives.WriteUInt32BigEndian(bytes[1..], (uint)value); break;
            case 8: BinaryPrimitives.WriteUInt64BigEndian(bytes[1..], value); break;
        }
        _bytes.Advance(1 + width);
        return this;
    }
}
