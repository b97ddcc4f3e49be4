using System.Buffers.Binary;
using System.Text;

namespace Wattline.Gateway.Mqtt;

/// <summary>Writes a key or a value of the kept state: integers little endian, texts and bytes behind their length. Grows, and is used again.</summary>
internal sealed class StateBuffer
{
    private byte[] _bytes = new byte[512];
    private int _length;

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public StateBuffer Start()
    {
        _length = 0;
        return this;
    }

    public StateBuffer Key(StateKind kind) => Start().Byte((byte)kind);

    public StateBuffer Byte(byte value)
    {
        Take(1)[0] = value;
        return this;
    }

    public StateBuffer UInt16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);
        return this;
    }

    public StateBuffer UInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);
        return this;
    }

    public StateBuffer Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);
        return this;
    }

    /// <summary>At most 65,535 bytes: ids, topics and filters are far shorter.</summary>
    public StateBuffer Text(string value)
    {
        UInt16((ushort)Encoding.UTF8.GetByteCount(value));
        return Rest(value);
    }

    public StateBuffer Bytes(ReadOnlySpan<byte> value)
    {
        UInt32((uint)value.Length);
        value.CopyTo(Take(value.Length));
        return this;
    }

    /// <summary>A text without its length, at the end.</summary>
    public StateBuffer Rest(string value)
    {
        Encoding.UTF8.GetBytes(value, Take(Encoding.UTF8.GetByteCount(value)));
        return this;
    }

    private Span<byte> Take(int count)
    {
        if (_length + count > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_length + count, _bytes.Length * 2));
        }
        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}
