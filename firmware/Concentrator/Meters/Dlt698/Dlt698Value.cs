namespace Wattline.Firmware.Meters.Dlt698;

/// <summary>Walks over data of DL/T 698.45 (annex A); never beyond its bytes. Most tags are those of A-XDR, some are not.</summary>
public sealed class Dlt698Value
{
    private byte[] _bytes;
    private int _end;

    /// <summary>Index of the next byte.</summary>
    public int Position { get; private set; }

    /// <summary>True once something did not fit.</summary>
    public bool Failed { get; private set; }

    /// <summary>Tag of the value that was read.</summary>
    public int Type { get; private set; }

    /// <summary>Elements of an array or a structure, bits of a bit string, bytes of the others.</summary>
    public int Count { get; private set; }

    /// <summary>Index of its content.</summary>
    public int Content { get; private set; }

    /// <summary>Begins.</summary>
    public void Begin(byte[] bytes, int offset, int count)
    {
        _bytes = bytes;
        Position = offset;
        _end = offset + count;
        Failed = false;
    }

    /// <summary>True for a whole number.</summary>
    public static bool IsNumber(int type) => type is 5 or 6 or 15 or 16 or 17 or 18 or 20 or 21 or 22;

    /// <summary>Reads a tag and, but for arrays and structures, steps over its content.</summary>
    public bool Read()
    {
        if (Failed || Position >= _end)
        {
            Failed = true;
            return false;
        }

        Type = _bytes[Position++];
        var size = Size(Type);
        Count = size;
        if (size < 0)
        {
            if (Type is not (1 or 2 or 4 or 9 or 10 or 12 or 82 or 85 or 91))
            {
                Failed = true;
                return false;
            }

            Count = Type is 82 or 91 ? Descriptors() : ReadLength();
            size = Type is 1 or 2 ? 0 : Type == 4 ? (Count + 7) / 8 : Count;
        }

        Content = Position;
        if (Failed || size > _end - Position || (Type is 1 or 2 && Count > _end - Position))
        {
            Failed = true;
            return false;
        }

        Position += size;
        return true;
    }

    /// <summary>Steps over a whole value, with all that is in it.</summary>
    public bool Skip() => Skip(0);

    /// <summary>The number that was read; 0 for what is none; above 63 bits the largest.</summary>
    public long Number()
    {
        if (!IsNumber(Type))
        {
            return 0;
        }

        if (Type == 21 && _bytes[Content] > 0x7F)
        {
            return long.MaxValue;
        }

        long value = Type is 5 or 15 or 16 or 20 ? (sbyte)_bytes[Content] : _bytes[Content];
        for (var i = 1; i < Count; i++)
        {
            value = (value << 8) | _bytes[Content + i];
        }

        return value;
    }

    private bool Skip(int depth)
    {
        if (!Read())
        {
            return false;
        }

        var elements = Type is 1 or 2 ? Count : 0;
        Failed |= elements > 0 && depth == Dlt698Limits.DepthMax;
        for (var i = 0; i < elements && !Failed; i++)
        {
            Skip(depth + 1);
        }

        return !Failed;
    }

    /// <summary>Bytes of an object with others in it (82: OAD, count, OADs), or of a column (91: 0 and OAD, or 1 and such an object).</summary>
    private int Descriptors()
    {
        var at = Position;
        if (Type == 91)
        {
            if (at >= _end || _bytes[at] > 1)
            {
                Failed = true;
                return 0;
            }

            if (_bytes[at++] == 0)
            {
                return 5;
            }
        }

        if (at + 4 >= _end)
        {
            Failed = true;
            return 0;
        }

        return at + 5 + (4 * _bytes[at + 4]) - Position;
    }

    private int ReadLength()
    {
        if (Position >= _end)
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
        if (bytes is 0 or > 2 || bytes > _end - Position)
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

    private static int Size(int type)
    {
        switch (type)
        {
            case 0: return 0;
            case 3:
            case 15:
            case 17:
            case 22: return 1;
            case 16:
            case 18:
            case 80:
            case 89: return 2;
            case 27:
            case 84: return 3;
            case 5:
            case 6:
            case 23:
            case 81:
            case 83: return 4;
            case 26:
            case 95: return 5;
            case 28: return 7;
            case 20:
            case 21:
            case 24: return 8;
            case 25: return 10;
            default: return -1;
        }
    }
}
