namespace Wattline.Firmware.Cbor;

/// <summary>
/// Reads CBOR (RFC 8949) in the form that <see cref="CborWriter"/> writes: definite lengths, shortest form. Whatever
/// else the bytes are, the item reads as zero, null or -1 and <see cref="Failed"/> stays true: check it at the end,
/// and before a number that was read sizes anything.
/// </summary>
public sealed class CborReader
{
    private byte[] _buffer;
    private int _end;

    /// <summary>Reads <paramref name="count"/> bytes from <paramref name="offset"/>.</summary>
    public CborReader(byte[] buffer, int offset, int count)
    {
        Reset(buffer, offset, count);
    }

    /// <summary>True when something was not what was asked for, not well formed, or beyond a limit.</summary>
    public bool Failed { get; private set; }

    /// <summary>Index in the buffer of the next item.</summary>
    public int Position { get; private set; }

    /// <summary>True when everything was read, and well.</summary>
    public bool AtEnd => !Failed && Position == _end;

    /// <summary>Starts again on other bytes.</summary>
    public void Reset(byte[] buffer, int offset, int count)
    {
        _buffer = buffer;
        Position = offset;
        _end = offset + count;
        Failed = false;
    }

    /// <summary>Opens an array.</summary>
    /// <returns>Its number of items, never more than there are bytes left; -1 when it is none.</returns>
    public int ReadArray()
    {
        ulong count = ReadHead(CborMajor.Array);
        if (!Failed && count > (ulong)(_end - Position))
            Failed = true; // Every item takes a byte at least.
        return Failed ? -1 : (int)count;
    }

    /// <summary>Reads an unsigned integer.</summary>
    public ulong ReadUInt()
    {
        return ReadHead(CborMajor.UInt);
    }

    /// <summary>Reads a signed integer; one that has no room in 64 bits fails.</summary>
    public long ReadInt()
    {
        bool negative = Position < _end && (_buffer[Position] & 0xE0) == CborMajor.Negative;
        ulong argument = ReadHead(negative ? CborMajor.Negative : CborMajor.UInt);
        if (argument > long.MaxValue)
            Failed = true;
        if (Failed)
            return 0;
        return negative ? ~(long)argument : (long)argument;
    }

    /// <summary>Reads a text of at most <see cref="CborLimits.TextMax"/> ASCII characters; null when it is none.</summary>
    public string ReadText()
    {
        int count = ReadLength(CborMajor.Text);
        if (count > CborLimits.TextMax)
            Failed = true;
        if (Failed)
            return null;
        char[] text = new char[count];
        for (int i = 0; i < count; i++)
        {
            byte c = _buffer[Position + i];
            if (c >= 0x80)
            {
                Failed = true;
                return null;
            }
            text[i] = (char)c;
        }
        Position += count;
        return new string(text);
    }

    /// <summary>Reads a byte string into an array of its own; null when it is none.</summary>
    public byte[] ReadBytes()
    {
        int count = ReadLength(CborMajor.Bytes);
        if (Failed)
            return null;
        byte[] bytes = new byte[count];
        System.Array.Copy(_buffer, Position, bytes, 0, count);
        Position += count;
        return bytes;
    }

    /// <summary>Takes a null if the next item is one; else nothing is read and nothing fails.</summary>
    public bool TryReadNull()
    {
        if (Failed || Position >= _end || _buffer[Position] != CborMajor.Null)
            return false;
        Position++;
        return true;
    }

    /// <summary>True when the next item is an array.</summary>
    public bool IsArrayNext => !Failed && Position < _end && (_buffer[Position] & 0xE0) == CborMajor.Array;

    /// <summary>True when the next item is a byte string.</summary>
    public bool IsBytesNext => !Failed && Position < _end && (_buffer[Position] & 0xE0) == CborMajor.Bytes;

    /// <summary>Passes one item of any type, with all that is in it, to <see cref="CborLimits.DepthMax"/> levels.</summary>
    public void SkipItem()
    {
        Skip(CborLimits.DepthMax);
    }

    private void Skip(int depth)
    {
        if (Failed || Position >= _end || depth == 0)
        {
            Failed = true;
            return;
        }
        int major = _buffer[Position] & 0xE0;
        if (major == CborMajor.Bytes || major == CborMajor.Text)
        {
            int length = ReadLength(major); // It moves Position, too.
            Position += length;
            return;
        }
        if (major == CborMajor.Simple)
        {
            SkipSimple();
            return;
        }
        ulong items = ReadHead(major);
        if (major == CborMajor.UInt || major == CborMajor.Negative)
            return;
        if (major == CborMajor.Tag)
            items = 1;
        else if (items > (ulong)(_end - Position))
            Failed = true;
        else if (major == CborMajor.Map)
            items *= 2;
        for (; items > 0 && !Failed; items--)
            Skip(depth - 1);
    }

    /// <summary>Simple values and floats: 1 byte; 1, 2, 4 or 8 more after additional information 24 to 27.</summary>
    private void SkipSimple()
    {
        int info = _buffer[Position] & 0x1F;
        int bytes = info < 24 ? 1 : info <= 27 ? 1 + (1 << (info - 24)) : int.MaxValue;
        if (bytes > _end - Position)
            Failed = true;
        else
            Position += bytes;
    }

    /// <summary>Reads the head of a string: its length, for which there are bytes; 0 when it failed.</summary>
    private int ReadLength(int major)
    {
        ulong length = ReadHead(major);
        if (length > (ulong)(_end - Position))
            Failed = true;
        return Failed ? 0 : (int)length;
    }

    private ulong ReadHead(int major)
    {
        if (Failed || Position >= _end || (_buffer[Position] & 0xE0) != major)
        {
            Failed = true;
            return 0;
        }
        int info = _buffer[Position] & 0x1F;
        if (info < 24)
        {
            Position++;
            return (ulong)info;
        }

        // 28 to 31 are reserved or an indefinite length.
        int bytes = info <= 27 ? 1 << (info - 24) : int.MaxValue;
        if (bytes >= _end - Position)
        {
            Failed = true;
            return 0;
        }
        ulong argument = 0;
        for (int i = 1; i <= bytes; i++)
            argument = (argument << 8) | _buffer[Position + i];
        if (CborWriter.HeadBytes(argument) != bytes + 1)
        {
            Failed = true;
            return 0;
        }
        Position += bytes + 1;
        return argument;
    }
}
