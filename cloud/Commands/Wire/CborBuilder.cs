using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Wattline.Cloud.Commands.Wire;

/// <summary>Writes the CBOR of commands (RFC 8949: definite lengths, shortest form; docs/uplink.md).</summary>
internal sealed class CborBuilder
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public byte[] Bytes => _bytes.WrittenSpan.ToArray();

    public CborBuilder Array(int count) => Head(4, (ulong)count);

    public CborBuilder Number(long value) => value >= 0 ? Head(0, (ulong)value) : Head(1, (ulong)~value);

    public CborBuilder Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        Head(3, (ulong)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    public CborBuilder Bytestring(ReadOnlySpan<byte> bytes)
    {
        Head(2, (ulong)bytes.Length);
        _bytes.Write(bytes);
        return this;
    }

    public CborBuilder Null()
    {
        _bytes.Write<byte>([0xF6]);
        return this;
    }

    /// <summary>Items that are CBOR already.</summary>
    public CborBuilder Items(ReadOnlySpan<byte> items)
    {
        _bytes.Write(items);
        return this;
    }

    private CborBuilder Head(int major, ulong argument)
    {
        Span<byte> head = stackalloc byte[9];
        var bytes = argument < 24 ? 1 : argument <= 0xFF ? 2 : argument <= 0xFFFF ? 3 : argument <= 0xFFFFFFFF ? 5 : 9;
        BinaryPrimitives.WriteUInt64BigEndian(head[1..], argument << (8 * (9 - bytes)));
        head[0] = (byte)((major << 5) | (bytes == 1 ? (int)argument : 23 + bytes switch { 2 => 1, 3 => 2, 5 => 3, _ => 4 }));
        _bytes.Write(head[..bytes]);
        return this;
    }
}
