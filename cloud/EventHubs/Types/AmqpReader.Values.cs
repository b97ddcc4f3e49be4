namespace Wattline.Cloud.EventHubs.Types;

/// <content>Values of any type, bounded in depth and number before anything is allocated for them.</content>
public ref partial struct AmqpReader
{
    /// <summary>Reads one value of whatever type; <see cref="AmqpValue.Null"/> after a fault.</summary>
    public AmqpValue ReadValue()
    {
        var value = ReadValue(0);
        return Failed ? default : value;
    }

    /// <summary>Reads a map; an empty one after a fault.</summary>
    public AmqpMap ReadMapValue() => ReadMapValue(Code(), 0);

    /// <summary>Reads a "multiple" field of symbols: one of them, or an array (1.4).</summary>
    public IReadOnlyList<string> ReadSymbols()
    {
        if (Peek() == AmqpType.Symbol)
        {
            return [ReadSymbol()];
        }
        if (ReadValue().Array is not { } array || array.ElementType is not (AmqpType.Symbol or AmqpType.Null))
        {
            Fail(AmqpFault.WrongType);
            return [];
        }
        return [.. array.Items.Select(item => item.Text ?? "")];
    }

    private AmqpValue ReadValue(int depth)
    {
        byte code = Code();
        if (code != FormatCode.Described)
        {
            return ReadBody(code, depth);
        }
        if (!MayEnter(depth))
        {
            return default;
        }
        var descriptor = ReadValue(depth + 1);
        var value = ReadValue(depth + 1);
        return Failed ? default : AmqpValue.Of(new AmqpDescribed(descriptor, value));
    }

    private AmqpValue ReadBody(byte code, int depth)
    {
        if (++_values > AmqpLimits.ValuesMax)
        {
            Fail(AmqpFault.TooMany);
        }
        if (Failed)
        {
            return default;
        }
        if (FormatCode.TypeOf(code) is not { } type)
        {
            Fail(AmqpFault.UnknownCode);
            return default;
        }
        switch (type)
        {
            case AmqpType.Null:
                return default;
            case AmqpType.List:
                return ReadListValue(code, depth);
            case AmqpType.Map:
                return AmqpValue.Of(ReadMapValue(code, depth));
            case AmqpType.Array:
                return ReadArrayValue(code, depth);
            default:
                return ReadScalar(code, type);
        }
    }

    private AmqpValue ReadScalar(byte code, AmqpType type)
    {
        switch (code)
        {
            case FormatCode.True:
                return AmqpValue.Boolean(true);
            case FormatCode.False:
                return AmqpValue.Boolean(false);
            case FormatCode.UInt0:
                return AmqpValue.UInt(0);
            case FormatCode.ULong0:
                return AmqpValue.ULong(0);
            case FormatCode.SmallInt:
                return Take(1) is [var i] ? AmqpValue.Int((sbyte)i) : default;
            case FormatCode.SmallLong:
                return Take(1) is [var l] ? AmqpValue.Long((sbyte)l) : default;
        }
        var body = Take((code >> 4) switch { 0x5 => 1, 0x6 => 2, 0x7 => 4, 0x8 => 8, 0x9 => 16, 0xA => Size(1), _ => Size(4) });
        return Failed ? default : Scalar(type, body);
    }

    private AmqpValue Scalar(AmqpType type, ReadOnlySpan<byte> body)
    {
        ulong bits = 0;
        foreach (byte b in body[..Math.Min(body.Length, 8)])
        {
            bits = (bits << 8) | b;
        }
        switch (type)
        {
            case AmqpType.Boolean:
                if (bits > 1)
                {
                    Fail(AmqpFault.BadBoolean);
                }
                return AmqpValue.Boolean(bits == 1);
            case AmqpType.UByte:
                return AmqpValue.UByte((byte)bits);
            case AmqpType.Byte:
                return AmqpValue.Byte((sbyte)bits);
            case AmqpType.UShort:
                return AmqpValue.UShort((ushort)bits);
            case AmqpType.Short:
                return AmqpValue.Short((short)bits);
            case AmqpType.UInt:
                return AmqpValue.UInt((uint)bits);
            case AmqpType.Int:
                return AmqpValue.Int((int)bits);
            case AmqpType.ULong:
                return AmqpValue.ULong(bits);
            case AmqpType.Long:
                return AmqpValue.Long((long)bits);
            case AmqpType.Float:
                return AmqpValue.Float(BitConverter.UInt32BitsToSingle((uint)bits));
            case AmqpType.Double:
                return AmqpValue.Double(BitConverter.UInt64BitsToDouble(bits));
            case AmqpType.Char:
                return AmqpValue.Char((uint)bits);
            case AmqpType.Timestamp:
                return AmqpValue.Timestamp((long)bits);
            case AmqpType.Uuid:
                return AmqpValue.Uuid(new Guid(body, bigEndian: true));
            case AmqpType.Decimal32 or AmqpType.Decimal64 or AmqpType.Decimal128:
                return AmqpValue.Decimal(body.ToArray());
            case AmqpType.Binary:
                return AmqpValue.Binary(body.ToArray());
            default:
                return Text(type, body);
        }
    }

    private AmqpValue Text(AmqpType type, ReadOnlySpan<byte> body)
    {
        bool isString = type == AmqpType.String;
        if (isString ? !System.Text.Unicode.Utf8.IsValid(body) : !System.Text.Ascii.IsValid(body))
        {
            Fail(AmqpFault.BadText);
            return default;
        }
        string text = System.Text.Encoding.UTF8.GetString(body);
        return isString ? AmqpValue.String(text) : AmqpValue.Symbol(text);
    }

    private AmqpValue ReadListValue(byte code, int depth)
    {
        if (!MayEnter(depth))
        {
            return default;
        }
        int count = EnterList(code, out int end);
        if (!MayHold(count))
        {
            return default;
        }
        var items = new AmqpValue[count];
        for (int i = 0; i < count && !Failed; i++)
        {
            items[i] = ReadValue(depth + 1);
        }
        EndList(end);
        return Failed ? default : AmqpValue.List(items);
    }

    private AmqpMap ReadMapValue(byte code, int depth)
    {
        if (!MayEnter(depth))
        {
            return AmqpMap.Empty;
        }
        int count = EnterMap(code, out int end);
        if (!MayHold(count))
        {
            return AmqpMap.Empty;
        }
        var map = new AmqpMap();
        for (int i = 0; i < count && !Failed; i += 2)
        {
            var key = ReadValue(depth + 1);
            map.Add(key, ReadValue(depth + 1));
        }
        EndList(end);
        return Failed ? AmqpMap.Empty : map;
    }

    private AmqpValue ReadArrayValue(byte code, int depth)
    {
        if (!MayEnter(depth))
        {
            return default;
        }
        int width = code == FormatCode.Array8 ? 1 : 4;
        int size = Size(width);
        if (size > _bytes.Length - Position)
        {
            Fail(AmqpFault.Truncated);
            return default;
        }
        int end = Position + size;
        int count = Size(width);
        List<AmqpValue>? descriptors = null;
        byte element = Code();
        while (element == FormatCode.Described && MayEnter(depth + (descriptors?.Count ?? 0)))
        {
            (descriptors ??= []).Add(ReadValue(depth + 1));
            element = Code();
        }
        if (Failed || FormatCode.TypeOf(element) is not { } type)
        {
            Fail(AmqpFault.UnknownCode);
            return default;
        }
        bool empty = element >> 4 == 0x4;
        if (count > (empty ? AmqpLimits.EmptyElementsMax : end - Position) || !MayHold(count * (1L + (descriptors?.Count ?? 0))))
        {
            Fail(AmqpFault.TooMany);
            return default;
        }
        var items = new AmqpValue[count];
        for (int i = 0; i < count && !Failed; i++)
        {
            var item = ReadBody(element, depth + 1);
            for (int d = (descriptors?.Count ?? 0) - 1; d >= 0; d--)
            {
                item = AmqpValue.Of(new AmqpDescribed(descriptors![d], item));
            }
            items[i] = item;
        }
        EndList(end);
        return Failed ? default : AmqpValue.Of(new AmqpArray(descriptors is null ? type : AmqpType.Described, items));
    }

    private bool MayEnter(int depth)
    {
        if (depth >= AmqpLimits.DepthMax)
        {
            Fail(AmqpFault.TooDeep);
        }
        return !Failed;
    }

    private bool MayHold(long count)
    {
        if (count > AmqpLimits.ValuesMax - _values)
        {
            Fail(AmqpFault.TooMany);
        }
        return !Failed;
    }
}
