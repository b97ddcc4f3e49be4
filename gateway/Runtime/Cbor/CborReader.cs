using System.Buffers.Binary;

namespace Wattline.Gateway.Runtime.Cbor;

/// <summary>
/// Reads the CBOR of the uplink contract (RFC 8949, core deterministic encoding 4.2.1: definite lengths, shortest form). Once something
/// was wrong it stays <see cref="Failed"/> and every call gives nothing. No length is trusted before the bytes are seen.
/// </summary>
public ref struct CborReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    /// <summary>Something was not as expected.</summary>
    public bool Failed { get; private set; }

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    /// <summary>All bytes were read, and nothing was wrong.</summary>
    public readonly bool AtEnd => !Failed && _position == _bytes.Length;

    /// <summary>The major type of the next item (RFC 8949, 3.1), or -1 at the end.</summary>
    public readonly int NextType => Failed || _position >= _bytes.Length ? -1 : _bytes[_position] >> 5;

    /// <summary>Reads an array's head.</summary>
    /// <param name="count">Items that follow; never more than bytes remain.</param>
    public bool ReadArray(out int count)
    {
        count = 0;
        if (!Head(4, out var length)) return false;
        if (length > (ulong)(_bytes.Length - _position)) return Fail();
        count = (int)length;
        return true;
    }

    /// <summary>Reads the head of an array that must have this many items.</summary>
    public bool ReadArrayOf(int count) => ReadArray(out var found) && (found == count || Fail());

    /// <summary>Reads an unsigned integer of 64 bits.</summary>
    public bool ReadUnsigned(out ulong value) => Head(0, out value);

    /// <summary>Reads an unsigned integer that fits 63 bits.</summary>
    public bool ReadCount(out long value)
    {
        value = 0;
        if (!Head(0, out var number)) return false;
        if (number > long.MaxValue) return Fail();
        value = (long)number;
        return true;
    }

    /// <summary>Reads an integer of either sign that fits 64 bits.</summary>
    public bool ReadInteger(out long value)
    {
        value = 0;
        var type = NextType;
        if (type is not (0 or 1)) return Fail();
        if (!Head(type, out var number)) return false;
        if (number > long.MaxValue) return Fail();
        value = type == 0 ? (long)number : -1 - (long)number;
        return true;
    }

    /// <summary>Reads an integer or null.</summary>
    public bool ReadIntegerOrNull(out long? value)
    {
        value = null;
        if (ReadNull()) return true;
        if (!ReadInteger(out var number)) return false;
        value = number;
        return true;
    }

    /// <summary>Reads a text of limited length: its bytes, UTF-8 unproven.</summary>
    public bool ReadText(int bytesMax, out ReadOnlySpan<byte> text) => String(3, bytesMax, out text);

    /// <summary>Reads a byte string of limited length.</summary>
    public bool ReadBytes(int bytesMax, out ReadOnlySpan<byte> value) => String(2, bytesMax, out value);

    /// <summary>Reads a map's head.</summary>
    /// <param name="count">Pairs that follow; never more than bytes remain.</param>
    public bool ReadMap(out int count)
    {
        count = 0;
        if (!Head(5, out var length)) return false;
        if (length > (ulong)(_bytes.Length - _position) / 2) return Fail();
        count = (int)length;
        return true;
    }

    /// <summary>Reads null if it is next; otherwise reads nothing.</summary>
    public bool ReadNull()
    {
        if (Failed || _position >= _bytes.Length || _bytes[_position] != 0xF6) return false;
        _position++;
        return true;
    }

    /// <summary>Reads false, true or a floating-point number (RFC 8949, 3.3); a boolean is told by <paramref name="isBoolean"/>.</summary>
    public bool ReadSimple(out double value, out bool isBoolean)
    {
        value = 0;
        isBoolean = false;
        if (NextType != 7) return Fail();
        var initial = _bytes[_position];
        var rest = _bytes[(_position + 1)..];
        var width = initial switch { 0xF4 or 0xF5 => 0, 0xF9 => 2, 0xFA => 4, 0xFB => 8, _ => -1 };
        if (width < 0 || rest.Length < width) return Fail();
        isBoolean = width == 0;
        value = width switch
        {
            0 => initial & 1,
            2 => (double)BinaryPrimitives.ReadHalfBigEndian(rest),
            4 => BinaryPrimitives.ReadSingleBigEndian(rest),
            _ => BinaryPrimitives.ReadDoubleBigEndian(rest),
        };
        _position += 1 + width;
        return true;
    }

    /// <summary>Reads over one item with everything inside it.</summary>
    public bool Skip(int nestingMax = RuntimeLimits.NestingMax)
    {
        if (nestingMax == 0) return Fail();
        switch (NextType)
        {
            case 0 or 1: return ReadInteger64();
            case 2: return ReadBytes(int.MaxValue, out _);
            case 3: return ReadText(int.MaxValue, out _);
            case 4:
                if (!ReadArray(out var items)) return false;
                for (; items > 0; items--)
                    if (!Skip(nestingMax - 1)) return false;
                return true;
            case 5:
                if (!ReadMap(out var pairs)) return false;
                for (pairs *= 2; pairs > 0; pairs--)
                    if (!Skip(nestingMax - 1)) return false;
                return true;
            case 7: return ReadNull() || ReadSimple(out _, out _);
            default: return Fail();
        }
    }

    /// <summary>What was read between two positions.</summary>
    public readonly ReadOnlySpan<byte> Slice(int start) => _bytes[start.._position];

    private bool ReadInteger64() => Head(NextType, out _);

    private bool String(int type, int bytesMax, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!Head(type, out var length)) return false;
        if (length > (ulong)bytesMax || length > (ulong)(_bytes.Length - _position)) return Fail();
        value = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return true;
    }

    private bool Head(int type, out ulong value)
    {
        value = 0;
        if (NextType != type) return Fail();
        var info = _bytes[_position] & 0x1F;
        var rest = _bytes[(_position + 1)..];
        if (info < 24)
        {
            value = (ulong)info;
            _position++;
            return true;
        }
        if (info > 27) return Fail(); // 28 to 30 are reserved, 31 is an indefinite length.
        var width = 1 << info - 24;
        if (rest.Length < width) return Fail();
        value = width switch
        {
            1 => rest[0],
            2 => BinaryPrimitives.ReadUInt16BigEndian(rest),
            4 => BinaryPrimitives.ReadUInt32BigEndian(rest),
            _ => BinaryPrimitives.ReadUInt64BigEndian(rest),
        };
        var least = width switch { 1 => 24UL, 2 => 0x100UL, 4 => 0x1_0000UL, _ => 0x1_0000_0000UL };
        if (value < least) return Fail(); // Not the shortest form.
        _position += 1 + width;
        return true;
    }

    private bool Fail()
    {
        Failed = true;
        return false;
    }
}
