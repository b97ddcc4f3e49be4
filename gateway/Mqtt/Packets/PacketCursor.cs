using System.Buffers.Binary;

namespace Wattline.Gateway.Mqtt;

/// <summary>Walks through a packet's fields; nothing is read beyond its end.</summary>
internal ref struct PacketCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public bool TryByte(out byte value)
    {
        if (_rest.IsEmpty)
        {
            value = 0;
            return false;
        }
        value = _rest[0];
        _rest = _rest[1..];
        return true;
    }

    public bool TryUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out value))
        {
            return false;
        }
        _rest = _rest[2..];
        return true;
    }

    /// <summary>Two bytes of length and that many bytes (1.5.3).</summary>
    public bool TryField(out ReadOnlySpan<byte> field)
    {
        field = default;
        var all = _rest;
        if (!TryUInt16(out var length) || _rest.Length < length)
        {
            _rest = all;
            return false;
        }
        field = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
