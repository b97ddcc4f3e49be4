using System.Buffers.Binary;
using System.Text;

namespace Wattline.Cloud.EventHubs.Types;

/// <summary>
/// Writes encoded values into a span that the caller has. What does not fit sets <see cref="Overflow"/> and is not written; the
/// caller asks once at the end and comes again with more room.
/// </summary>
public ref partial struct AmqpWriter(Span<byte> bytes)
{
    private readonly Span<byte> _bytes = bytes;

    /// <summary>Bytes written.</summary>
    public int Position { get; private set; }

    /// <summary>Whether something did not fit.</summary>
    public bool Overflow { get; private set; }

    /// <summary>Null.</summary>
    public void Null() => Byte(FormatCode.Null);

    /// <summary>A boolean.</summary>
    public void Boolean(bool value) => Byte(value ? FormatCode.True : FormatCode.False);

    /// <summary>A ubyte.</summary>
    public void UByte(byte value)
    {
        if (Room(2) is { IsEmpty: false } at)
        {
            (at[0], at[1]) = (FormatCode.UByte, value);
        }
    }

    /// <summary>A ushort.</summary>
    public void UShort(ushort value)
    {
        if (Room(3) is { IsEmpty: false } at)
        {
            at[0] = FormatCode.UShort;
            BinaryPrimitives.WriteUInt16BigEndian(at[1..], value);
        }
    }

    /// <summary>A short.</summary>
    public void Short(short value)
    {
        if (Room(3) is { IsEmpty: false } at)
        {
            at[0] = FormatCode.Short;
            BinaryPrimitives.WriteInt16BigEndian(at[1..], value);
        }
    }

    /// <summary>A uint in its shortest encoding.</summary>
    public void UInt(uint value)
    {
        if (value == 0)
        {
            Byte(FormatCode.UInt0);
        }
        else if (value <= byte.MaxValue)
        {
            Small(FormatCode.SmallUInt, (byte)value);
        }
        else
        {
            Four(FormatCode.UInt, value);
        }
    }

    /// <summary>A ulong in its shortest encoding.</summary>
    public void ULong(ulong value)
    {
        if (value == 0)
        {
            Byte(FormatCode.ULong0);
        }
        else if (value <= byte.MaxValue)
        {
            Small(FormatCode.SmallULong, (byte)value);
        }
        else
        {
            Eight(FormatCode.ULong, value);
        }
    }

    /// <summary>An int in its shortest encoding.</summary>
    public void Int(int value)
    {
        if (value is >= sbyte.MinValue and <= sbyte.MaxValue)
        {
            Small(FormatCode.SmallInt, (byte)value);
        }
        else
        {
            Four(FormatCode.Int, (uint)value);
        }
    }

    /// <summary>An int in four bytes whatever its value, so that a size is known before the number is.</summary>
    public void FixedInt(int value) => Four(FormatCode.Int, (uint)value);

    /// <summary>A long in its shortest encoding.</summary>
    public void Long(long value)
    {
        if (value is >= sbyte.MinValue and <= sbyte.MaxValue)
        {
            Small(FormatCode.SmallLong, (byte)value);
        }
        else
        {
            Eight(FormatCode.Long, (ulong)value);
        }
    }

    /// <summary>A timestamp: milliseconds since 1970, UTC.</summary>
    public void Timestamp(long milliseconds) => Eight(FormatCode.Timestamp, (ulong)milliseconds);

    /// <summary>A string.</summary>
    public void String(scoped ReadOnlySpan<char> text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        if (Variable(FormatCode.String8, FormatCode.String32, length) is { IsEmpty: false } at)
        {
            Encoding.UTF8.GetBytes(text, at);
        }
    }

    /// <summary>A string or null.</summary>
    public void StringOrNull(string? text)
    {
        if (text is null)
        {
            Null();
        }
        else
        {
            String(text);
        }
    }

    /// <summary>A string that is UTF-8 already.</summary>
    public void Utf8(scoped ReadOnlySpan<byte> text) => Copy(text, Variable(FormatCode.String8, FormatCode.String32, text.Length));

    /// <summary>A symbol: ASCII; what is not becomes a question mark.</summary>
    public void Symbol(scoped ReadOnlySpan<char> text)
    {
        if (Variable(FormatCode.Symbol8, FormatCode.Symbol32, text.Length) is { IsEmpty: false } at)
        {
            Encoding.ASCII.GetBytes(text, at);
        }
    }

    /// <summary>A symbol that is ASCII already.</summary>
    public void Symbol(scoped ReadOnlySpan<byte> text) => Copy(text, Variable(FormatCode.Symbol8, FormatCode.Symbol32, text.Length));

    /// <summary>A binary.</summary>
    public void Binary(scoped ReadOnlySpan<byte> value) => Copy(value, Variable(FormatCode.Binary8, FormatCode.Binary32, value.Length));

    /// <summary>A symbol or null.</summary>
    public void SymbolOrNull(string? text)
    {
        if (text is null)
        {
            Null();
        }
        else
        {
            Symbol(text);
        }
    }

    /// <summary>A list of symbols as the array that "multiple" fields are (1.4); null when it is empty.</summary>
    public void Symbols(IReadOnlyList<string> symbols)
    {
        if (symbols.Count == 0)
        {
            Null();
            return;
        }
        Value(AmqpValue.Of(new AmqpArray(AmqpType.Symbol, [.. symbols.Select(AmqpValue.Symbol)])));
    }

    /// <summary>A descriptor; the described value comes next.</summary>
    public void Descriptor(ulong code)
    {
        Byte(FormatCode.Described);
        ULong(code);
    }

    /// <summary>Bytes that are encoded already.</summary>
    public void Raw(scoped ReadOnlySpan<byte> encoded) => Copy(encoded, Room(encoded.Length));

    /// <summary>Begins a list that has at most 255 bytes and items for certain.</summary>
    /// <returns>A mark for <see cref="EndShortList"/>.</returns>
    public int BeginShortList()
    {
        int mark = Position;
        if (Room(3) is { IsEmpty: false } at)
        {
            at[0] = FormatCode.List8;
        }
        return mark;
    }

    /// <summary>Ends what <see cref="BeginShortList"/> began.</summary>
    public readonly void EndShortList(int mark, int count)
    {
        if (!Overflow)
        {
            _bytes[mark + 1] = checked((byte)(Position - mark - 2));
            _bytes[mark + 2] = checked((byte)count);
        }
    }

    /// <summary>Begins a list of any size.</summary>
    /// <returns>A mark for <see cref="End"/>.</returns>
    public int BeginList() => Begin(FormatCode.List32);

    /// <summary>Begins a map of any size.</summary>
    /// <returns>A mark for <see cref="End"/>.</returns>
    public int BeginMap() => Begin(FormatCode.Map32);

    /// <summary>Ends a list or a map.</summary>
    /// <param name="mark">What its begin gave.</param>
    /// <param name="count">Items; of a map keys and values together.</param>
    public readonly void End(int mark, int count)
    {
        if (!Overflow)
        {
            BinaryPrimitives.WriteInt32BigEndian(_bytes[(mark + 1)..], Position - mark - 5);
            BinaryPrimitives.WriteInt32BigEndian(_bytes[(mark + 5)..], count);
        }
    }

    private readonly void Copy(scoped ReadOnlySpan<byte> from, Span<byte> to)
    {
        if (!Overflow)
        {
            from.CopyTo(to);
        }
    }

    private int Begin(byte code)
    {
        int mark = Position;
        if (Room(9) is { IsEmpty: false } at)
        {
            at[0] = code;
        }
        return mark;
    }

    private void Byte(byte value)
    {
        if (Room(1) is { IsEmpty: false } at)
        {
            at[0] = value;
        }
    }

    private void Small(byte code, byte value)
    {
        if (Room(2) is { IsEmpty: false } at)
        {
            (at[0], at[1]) = (code, value);
        }
    }

    private void Four(byte code, uint value)
    {
        if (Room(5) is { IsEmpty: false } at)
        {
            at[0] = code;
            BinaryPrimitives.WriteUInt32BigEndian(at[1..], value);
        }
    }

    private void Eight(byte code, ulong value)
    {
        if (Room(9) is { IsEmpty: false } at)
        {
            at[0] = code;
            BinaryPrimitives.WriteUInt64BigEndian(at[1..], value);
        }
    }

    /// <summary>Writes constructor and length; gives the place of the bytes, which is empty when there are none or no room.</summary>
    private Span<byte> Variable(byte narrow, byte wide, int length)
    {
        int head = length <= byte.MaxValue ? 2 : 5;
        var at = Room(head + length);
        if (at.IsEmpty)
        {
            return default;
        }
        if (head == 2)
        {
            (at[0], at[1]) = (narrow, (byte)length);
        }
        else
        {
            at[0] = wide;
            BinaryPrimitives.WriteInt32BigEndian(at[1..], length);
        }
        return at[head..];
    }

    private Span<byte> Room(int count)
    {
        if (Overflow || count > _bytes.Length - Position)
        {
            Overflow = true;
            return default;
        }
        var at = _bytes.Slice(Position, count);
        Position += count;
        return at;
    }
}
