using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Wattline.Cloud.EventHubs.Types;

/// <summary>
/// Walks through encoded values without allocating; nothing is read beyond the end. The first fault sticks: from then on every
/// read gives the type's default, so that the fields of a performative are read in a row and asked for their fault once.
/// </summary>
public ref partial struct AmqpReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _values;

    /// <summary>Where the next value begins.</summary>
    public int Position { get; private set; }

    /// <summary>What went wrong first.</summary>
    public AmqpFault Fault { get; private set; }

    /// <summary>Whether all bytes were read, or a fault leaves no more to read.</summary>
    public readonly bool AtEnd => Fault != AmqpFault.None || Position >= _bytes.Length;

    /// <summary>Whether a fault was met.</summary>
    public readonly bool Failed => Fault != AmqpFault.None;

    /// <summary>What has not been read.</summary>
    public readonly ReadOnlySpan<byte> Rest => Failed ? default : _bytes[Position..];

    /// <summary>The next value's type; null at the end and for a constructor that is unknown.</summary>
    public readonly AmqpType? Peek() =>
        AtEnd ? null : _bytes[Position] == FormatCode.Described ? AmqpType.Described : FormatCode.TypeOf(_bytes[Position]);

    /// <summary>Records a fault of the reader's caller; an earlier one stays.</summary>
    public void Fail(AmqpFault fault)
    {
        if (!Failed)
        {
            Fault = fault;
        }
    }

    /// <summary>Passes a null; false when the next value is another.</summary>
    public bool TryReadNull()
    {
        if (AtEnd || _bytes[Position] != FormatCode.Null)
        {
            return false;
        }
        Position++;
        return true;
    }

    /// <summary>Reads a boolean.</summary>
    public bool ReadBoolean()
    {
        switch (Code())
        {
            case FormatCode.True:
                return true;
            case FormatCode.False:
                return false;
            case FormatCode.Boolean:
                byte value = Take(1) is [var b] ? b : (byte)0;
                if (value > 1)
                {
                    Fail(AmqpFault.BadBoolean);
                }
                return value == 1;
            default:
                Fail(AmqpFault.WrongType);
                return false;
        }
    }

    /// <summary>Reads a ubyte.</summary>
    public byte ReadUByte() => Fixed(FormatCode.UByte, 1) is [var b] ? b : (byte)0;

    /// <summary>Reads a byte (with sign).</summary>
    public sbyte ReadByte() => Fixed(FormatCode.Byte, 1) is [var b] ? (sbyte)b : (sbyte)0;

    /// <summary>Reads a ushort.</summary>
    public ushort ReadUShort() => BinaryPrimitives.TryReadUInt16BigEndian(Fixed(FormatCode.UShort, 2), out var v) ? v : (ushort)0;

    /// <summary>Reads a short.</summary>
    public short ReadShort() => BinaryPrimitives.TryReadInt16BigEndian(Fixed(FormatCode.Short, 2), out var v) ? v : (short)0;

    /// <summary>Reads a uint.</summary>
    public uint ReadUInt()
    {
        switch (Code())
        {
            case FormatCode.UInt0:
                return 0;
            case FormatCode.SmallUInt:
                return Take(1) is [var b] ? b : 0u;
            case FormatCode.UInt:
                return BinaryPrimitives.TryReadUInt32BigEndian(Take(4), out var v) ? v : 0;
            default:
                Fail(AmqpFault.WrongType);
                return 0;
        }
    }

    /// <summary>Reads a ulong.</summary>
    public ulong ReadULong()
    {
        switch (Code())
        {
            case FormatCode.ULong0:
                return 0;
            case FormatCode.SmallULong:
                return Take(1) is [var b] ? b : 0ul;
            case FormatCode.ULong:
                return BinaryPrimitives.TryReadUInt64BigEndian(Take(8), out var v) ? v : 0;
            default:
                Fail(AmqpFault.WrongType);
                return 0;
        }
    }

    /// <summary>Reads an int.</summary>
    public int ReadInt()
    {
        switch (Code())
        {
            case FormatCode.SmallInt:
                return Take(1) is [var b] ? (sbyte)b : 0;
            case FormatCode.Int:
                return BinaryPrimitives.TryReadInt32BigEndian(Take(4), out var v) ? v : 0;
            default:
                Fail(AmqpFault.WrongType);
                return 0;
        }
    }

    /// <summary>Reads a long.</summary>
    public long ReadLong()
    {
        switch (Code())
        {
            case FormatCode.SmallLong:
                return Take(1) is [var b] ? (sbyte)b : 0;
            case FormatCode.Long:
                return BinaryPrimitives.TryReadInt64BigEndian(Take(8), out var v) ? v : 0;
            default:
                Fail(AmqpFault.WrongType);
                return 0;
        }
    }

    /// <summary>Reads any whole number that fits 64 bits with sign: clients differ in the width that they choose for numbers in maps.</summary>
    public long ReadAnyInteger()
    {
        switch (Peek())
        {
            case AmqpType.UByte: return ReadUByte();
            case AmqpType.UShort: return ReadUShort();
            case AmqpType.UInt: return ReadUInt();
            case AmqpType.Byte: return ReadByte();
            case AmqpType.Short: return ReadShort();
            case AmqpType.Int: return ReadInt();
            case AmqpType.ULong:
                ulong value = ReadULong();
                if (value > long.MaxValue)
                {
                    Fail(AmqpFault.WrongType);
                }
                return (long)value;
            default: return ReadLong();
        }
    }

    /// <summary>Reads a float.</summary>
    public float ReadFloat() => BinaryPrimitives.TryReadSingleBigEndian(Fixed(FormatCode.Float, 4), out var v) ? v : 0;

    /// <summary>Reads a double.</summary>
    public double ReadDouble() => BinaryPrimitives.TryReadDoubleBigEndian(Fixed(FormatCode.Double, 8), out var v) ? v : 0;

    /// <summary>Reads a char: a code point.</summary>
    public uint ReadChar() => BinaryPrimitives.TryReadUInt32BigEndian(Fixed(FormatCode.Char, 4), out var v) ? v : 0;

    /// <summary>Reads a timestamp: milliseconds since 1970, UTC.</summary>
    public long ReadTimestamp() => BinaryPrimitives.TryReadInt64BigEndian(Fixed(FormatCode.Timestamp, 8), out var v) ? v : 0;

    /// <summary>Reads a uuid.</summary>
    public Guid ReadUuid() => Fixed(FormatCode.Uuid, 16) is { Length: 16 } b ? new Guid(b, bigEndian: true) : Guid.Empty;

    /// <summary>Reads a binary; the bytes are the reader's own.</summary>
    public ReadOnlySpan<byte> ReadBinary() => Variable(FormatCode.Binary8, FormatCode.Binary32);

    /// <summary>Reads a string as UTF-8, which is checked.</summary>
    public ReadOnlySpan<byte> ReadUtf8()
    {
        var text = Variable(FormatCode.String8, FormatCode.String32);
        if (!Utf8.IsValid(text))
        {
            Fail(AmqpFault.BadText);
            return default;
        }
        return text;
    }

    /// <summary>Reads a string.</summary>
    public string ReadString() => ReadUtf8() is { Length: > 0 } text ? Encoding.UTF8.GetString(text) : "";

    /// <summary>Reads a symbol as ASCII, which is checked.</summary>
    public ReadOnlySpan<byte> ReadAscii()
    {
        var text = Variable(FormatCode.Symbol8, FormatCode.Symbol32);
        if (!Ascii.IsValid(text))
        {
            Fail(AmqpFault.BadText);
            return default;
        }
        return text;
    }

    /// <summary>Reads a symbol.</summary>
    public string ReadSymbol() => ReadAscii() is { Length: > 0 } text ? Encoding.ASCII.GetString(text) : "";

    private byte Code()
    {
        if (Failed)
        {
            return FormatCode.Null;
        }
        if (Position >= _bytes.Length)
        {
            Fail(AmqpFault.Truncated);
            return FormatCode.Null;
        }
        return _bytes[Position++];
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (Failed)
        {
            return default;
        }
        if (count > _bytes.Length - Position)
        {
            Fail(AmqpFault.Truncated);
            return default;
        }
        var taken = _bytes.Slice(Position, count);
        Position += count;
        return taken;
    }

    private ReadOnlySpan<byte> Fixed(byte code, int width)
    {
        if (Code() != code)
        {
            Fail(AmqpFault.WrongType);
        }
        return Take(width);
    }

    private ReadOnlySpan<byte> Variable(byte narrow, byte wide)
    {
        byte code = Code();
        if (code != narrow && code != wide)
        {
            Fail(AmqpFault.WrongType);
            return default;
        }
        return Take(Size(code == narrow ? 1 : 4));
    }

    /// <summary>A size or a count of one or four bytes; one that no array of .NET could have is a fault.</summary>
    private int Size(int width)
    {
        var field = Take(width);
        if (field.IsEmpty)
        {
            return 0;
        }
        uint size = width == 1 ? field[0] : BinaryPrimitives.ReadUInt32BigEndian(field);
        if (size > int.MaxValue)
        {
            Fail(AmqpFault.BadSize);
            return 0;
        }
        return (int)size;
    }
}
