using System.Text;

namespace Wattline.Cloud.Commands.Wire;

/// <summary>Reads the CBOR of results (RFC 8949: definite lengths, shortest form). Once something was wrong it stays <see cref="Failed"/>.</summary>
internal ref struct CborScan(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    public bool Failed { get; private set; }

    public readonly bool AtEnd => !Failed && _position == _bytes.Length;

    /// <summary>The head of an array of so many items.</summary>
    public bool Array(int count) => Head(4) == (ulong)count && !Failed || Fail();

    /// <summary>An unsigned integer that fits 63 bits.</summary>
    public long Number()
    {
        var value = Head(0);
        if (value > long.MaxValue) Fail();
        return Failed ? 0 : (long)value;
    }

    public ulong Unsigned() => Head(0);

    public long? NumberOrNull() => TakeNull() ? null : Number();

    public string? TextOrNull(int bytesMax) => TakeNull() ? null : Encoding.UTF8.GetString(String(3, bytesMax));

    public byte[]? BytesOrNull(int bytesMax) => TakeNull() ? null : String(2, bytesMax).ToArray();

    /// <summary>Whether the next item is null, which is taken then.</summary>
    public bool TakeNull()
    {
        if (Failed || _position >= _bytes.Length || _bytes[_position] != 0xF6) return false;
        _position++;
        return true;
    }

    private ReadOnlySpan<byte> String(int major, int bytesMax)
    {
        var length = Head(major);
        if (Failed || length > (ulong)bytesMax || length > (ulong)(_bytes.Length - _position))
        {
            Fail();
            return [];
        }
        var found = _bytes.Slice(_position, (int)length);
        _position += (int)length;
        return found;
    }

    private ulong Head(int major)
    {
        if (Failed || _position >= _bytes.Length || _bytes[_position] >> 5 != major || (_bytes[_position] & 0x1F) is var info && info > 27)
        {
            Fail();
            return 0;
        }
        var count = info < 24 ? 0 : 1 << (info - 24);
        if (count > _bytes.Length - _position - 1)
        {
            Fail();
            return 0;
        }
        var value = count == 0 ? (ulong)info : 0;
        foreach (var part in _bytes.Slice(_position + 1, count)) value = (value << 8) | part;
        _position += 1 + count;
        var isShortest = count switch { 0 => true, 1 => value >= 24, 2 => value > 0xFF, 4 => value > 0xFFFF, _ => value > 0xFFFFFFFF };
        if (!isShortest) Fail();
        return Failed ? 0 : value;
    }

    private bool Fail()
    {
        Failed = true;
        return false;
    }
}
