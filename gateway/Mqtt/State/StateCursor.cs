using System.Buffers.Binary;
using System.Text;

namespace Wattline.Gateway.Mqtt;

/// <summary>Reads what <see cref="StateBuffer"/> wrote.</summary>
internal ref struct StateCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Whether everything was read.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public string Text() => Encoding.UTF8.GetString(Take(UInt16()));

    public byte[] Bytes() => Take((int)Math.Min(UInt32(), int.MaxValue)).ToArray();

    public string Rest() => Encoding.UTF8.GetString(Take(_rest.Length));

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            throw new InvalidDataException("A value of the endpoint's kept state is cut short.");
        }
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
