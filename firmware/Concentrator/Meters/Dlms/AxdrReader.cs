namespace Wattline.Firmware.Meters.Dlms;

/// <summary>Walks over data in A-XDR; never beyond its bytes, and no deeper than <see cref="HdlcLimits.DepthMax"/>.</summary>
public sealed class AxdrReader
{
    private byte[] _bytes;
    private int _end;

    /// <summary>Index of the next byte.</summary>
    public int Position { get; private set; }

    /// <summary>True once something did not fit; then nothing more is read.</summary>
    public bool Failed { get; private set; }

    /// <summary>Tag of the value that was read.</summary>
    public int Type { get; private set; }

    /// <summary>Elements of an array or a structure, bits of a bit string, bytes of the others.</summary>
    public int Count { get; private set; }

    /// <summary>Index of the value's content.</summary>
    public int Content { get; private set; }

    /// <summary>Of a compact array: index of the description of its elements.</summary>
    public int Description { get; private set; }

    /// <summary>Bytes left.</summary>
    public int Left => _end - Position;

    /// <summary>Begins.</summary>
    public void Begin(byte[] bytes, int offset, int count)
    {
        _bytes = bytes;
        Position = offset;
        _end = offset + count;
        Failed = false;
    }

    /// <summary>Reads a tag and, but for arrays and structures, steps over its content.</summary>
    /// <returns>False at the end, or when it does not fit.</returns>
    public bool Read()
    {
        if (Failed || Position >= _end)
        {
            Failed = true;
            return false;
        }

        Type = _bytes[Position++];
        var size = AxdrType.Size(Type);
        if (size < 0)
        {
            if (Type is not (AxdrType.Array or AxdrType.Structure or AxdrType.BitString or AxdrType.OctetString or AxdrType.VisibleString or AxdrType.Utf8String
                or AxdrType.CompactArray))
            {
                Failed = true;
                return false;
            }

            if (Type == AxdrType.CompactArray)
            {
                Description = Position;
                Describe(0);
            }

            Count = ReadLength();
            size = Type is AxdrType.Array or AxdrType.Structure ? 0 : Type == AxdrType.BitString ? (Count + 7) / 8 : Count;
        }
        else
        {
            Count = size;
        }

        Content = Position;
        // Each element takes a byte at least: a count beyond that is a lie.
        if (Failed || size > _end - Position || (Type is AxdrType.Array or AxdrType.Structure && Count > _end - Position))
        {
            Failed = true;
            return false;
        }

        Position += size;
        return true;
    }

    /// <summary>Steps over a whole value, with all that is in it.</summary>
    public bool Skip() => Skip(0);

    /// <summary>A length: one byte, or 81 to 84 and as many bytes (8.1.3 of X.690).</summary>
    public int ReadLength()
    {
        if (Failed || Position >= _end)
        {
            Failed = true;
            return 0;
        }

        int first = _bytes[Position++];
        if (first < 0x80)
        {
            return first;
        }

        var bytes = first & 0x7F;
        var length = 0;
        if (bytes is 0 or > 3 || bytes > _end - Position)
        {
            Failed = true;
            return 0;
        }

        for (var i = 0; i < bytes; i++)
        {
            length = (length << 8) | _bytes[Position++];
        }

        return length;
    }

    /// <summary>The number that was read; 0 for what is none. A value above 63 bits is <see cref="long.MaxValue"/>.</summary>
    public long Number()
    {
        if (!AxdrType.IsNumber(Type))
        {
            return 0;
        }

        var isSigned = Type is AxdrType.DoubleLong or AxdrType.Signed8 or AxdrType.Signed16 or AxdrType.Long64;
        long value = isSigned ? (sbyte)_bytes[Content] : _bytes[Content];
        if (Type == AxdrType.Long64Unsigned && _bytes[Content] > 0x7F)
        {
            return long.MaxValue;
        }

        for (var i = 1; i < Count; i++)
        {
            value = (value << 8) | _bytes[Content + i];
        }

        return value;
    }

    /// <summary>Steps over the description of a compact array's elements: a tag; of a structure a count and tags, of an array two bytes and a tag.</summary>
    private void Describe(int depth)
    {
        if (Failed || Position >= _end || depth > HdlcLimits.DepthMax)
        {
            Failed = true;
            return;
        }

        int tag = _bytes[Position++];
        if (tag == AxdrType.Array)
        {
            Position += 2;
            Describe(depth + 1);
        }
        else if (tag == AxdrType.Structure)
        {
            var members = ReadLength();
            for (var i = 0; i < members && !Failed; i++)
            {
                Describe(depth + 1);
            }
        }
    }

    private bool Skip(int depth)
    {
        if (!Read())
        {
            return false;
        }

        var elements = Type is AxdrType.Array or AxdrType.Structure ? Count : 0;
        if (elements > 0 && depth == HdlcLimits.DepthMax)
        {
            Failed = true;
        }

        for (var i = 0; i < elements && !Failed; i++)
        {
            Skip(depth + 1);
        }

        return !Failed;
    }
}
