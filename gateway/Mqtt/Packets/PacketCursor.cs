using System.Buffers.Binary;

namespace Wattline.Gateway.Mqtt;

/// <summary>Walks through a packet's fields; nothing is read beyond its end.</summary>
internal ref struct PacketCursor(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly bool AtEnd => _rest.IsEmpty;

    public readonly ReadOnlySpan<byte> Rest => _rest;

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

    public bool TryUInt32(out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32BigEndian(_rest, out value))
        {
            return false;
        }
        _rest = _rest[4..];
        return true;
    }

    /// <summary>A number of one to four bytes in its shortest form (MQTT 5, 1.5.5).</summary>
    public bool TryVarInt(out int value)
    {
        value = 0;
        for (var i = 0; i < 4 && i < _rest.Length; i++)
        {
            value |= (_rest[i] & 0x7F) << (7 * i);
            if (_rest[i] < 0x80)
            {
                if (i > 0 && _rest[i] == 0)
                {
                    return false;
                }
                _rest = _rest[(i + 1)..];
                return true;
            }
        }
        return false;
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

    /// <summary>A property length and the properties (MQTT 5, 2.2.2).</summary>
    public bool TryProperties(out ReadOnlySpan<byte> block)
    {
        block = default;
        if (!TryVarInt(out var length) || _rest.Length < length)
        {
            return false;
        }
        block = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
