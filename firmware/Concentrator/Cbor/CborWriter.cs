namespace Wattline.Firmware.Cbor;

/// <summary>
/// Writes CBOR (RFC 8949; definite lengths, shortest form as in section 4.2.1) into a buffer of fixed size.
/// An item that has no room writes nothing and sets <see cref="Overflow"/>, after which nothing more is written:
/// check it once, at the end.
/// </summary>
public sealed class CborWriter
{
    /// <summary>Writes from the start of <paramref name="buffer"/>.</summary>
    public CborWriter(byte[] buffer)
    {
        Buffer = buffer;
    }

    /// <summary>The buffer that was handed in.</summary>
    public byte[] Buffer { get; }

    /// <summary>Bytes written so far.</summary>
    public int Position { get; private set; }

    /// <summary>True when something had no room since the last <see cref="Reset"/>.</summary>
    public bool Overflow { get; private set; }

    /// <summary>Starts again at the buffer's start.</summary>
    public void Reset()
    {
        Position = 0;
        Overflow = false;
    }

    /// <summary>Opens an array; its <paramref name="count"/> items follow.</summary>
    public void WriteArray(int count)
    {
        WriteHead(CborMajor.Array, (ulong)count, 0);
    }

    /// <summary>Writes an unsigned integer.</summary>
    public void WriteUInt(ulong value)
    {
        WriteHead(CborMajor.UInt, value, 0);
    }

    /// <summary>Writes a signed integer.</summary>
    public void WriteInt(long value)
    {
        if (value >= 0)
            WriteHead(CborMajor.UInt, (ulong)value, 0);
        else
            WriteHead(CborMajor.Negative, (ulong)~value, 0); // -1 - n (RFC 8949, section 3.1)
    }

    /// <summary>Writes a text of ASCII characters; any other is written as '?'.</summary>
    public void WriteText(string text)
    {
        if (!WriteHead(CborMajor.Text, (ulong)text.Length, text.Length))
            return;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            Buffer[Position++] = c < 0x80 ? (byte)c : (byte)'?';
        }
    }

    /// <summary>Writes a byte string.</summary>
    public void WriteBytes(byte[] source, int offset, int count)
    {
        if (!WriteHead(CborMajor.Bytes, (ulong)count, count))
            return;
        System.Array.Copy(source, offset, Buffer, Position, count);
        Position += count;
    }

    /// <summary>Writes null.</summary>
    public void WriteNull()
    {
        if (Reserve(1))
            Buffer[Position++] = (byte)CborMajor.Null;
    }

    /// <summary>Copies items that are CBOR already.</summary>
    public void WriteRaw(byte[] source, int offset, int count)
    {
        if (!Reserve(count))
            return;
        System.Array.Copy(source, offset, Buffer, Position, count);
        Position += count;
    }

    /// <summary>Bytes that the head of an item takes: its first byte and its argument.</summary>
    internal static int HeadBytes(ulong argument)
    {
        if (argument < 24)
            return 1;
        if (argument <= 0xFF)
            return 2;
        if (argument <= 0xFFFF)
            return 3;
        return argument <= 0xFFFFFFFF ? 5 : 9;
    }

    private bool WriteHead(int major, ulong argument, int following)
    {
        int bytes = HeadBytes(argument);
        if (following > Buffer.Length || !Reserve(bytes + following))
            return false;
        if (bytes == 1)
        {
            Buffer[Position++] = (byte)(major | (int)argument);
            return true;
        }

        // Additional information 24, 25, 26, 27: 1, 2, 4, 8 bytes follow, most significant first.
        int info = bytes == 2 ? 24 : bytes == 3 ? 25 : bytes == 5 ? 26 : 27;
        Buffer[Position++] = (byte)(major | info);
        for (int shift = (bytes - 2) * 8; shift >= 0; shift -= 8)
            Buffer[Position++] = (byte)(argument >> shift);
        return true;
    }

    private bool Reserve(int bytes)
    {
        if (Overflow || bytes > Buffer.Length - Position)
            Overflow = true;
        return !Overflow;
    }
}
