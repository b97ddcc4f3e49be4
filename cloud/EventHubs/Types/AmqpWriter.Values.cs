using System.Buffers.Binary;
using System.Text;

namespace Wattline.Cloud.EventHubs.Types;

/// <content>Values of any type.</content>
public ref partial struct AmqpWriter
{
    /// <summary>A value of whatever type.</summary>
    public void Value(AmqpValue value)
    {
        switch (value.Type)
        {
            case AmqpType.Null:
                Null();
                break;
            case AmqpType.Boolean:
                Boolean(value.Truth!.Value);
                break;
            case AmqpType.UInt:
                UInt((uint)value.Bits);
                break;
            case AmqpType.ULong:
                ULong((ulong)value.Bits);
                break;
            case AmqpType.Int:
                Int((int)value.Bits);
                break;
            case AmqpType.Long:
                Long(value.Bits);
                break;
            case AmqpType.String:
                String(value.Text);
                break;
            case AmqpType.Symbol:
                Symbol(value.Text);
                break;
            case AmqpType.Binary:
                Binary(value.Bytes);
                break;
            default:
                Constructor(value);
                Body(value);
                break;
        }
    }

    /// <summary>A map; null when it has nothing.</summary>
    public void MapOrNull(AmqpMap? map)
    {
        if (map is null or { Count: 0 })
        {
            Null();
        }
        else
        {
            Map(map);
        }
    }

    /// <summary>A map, also an empty one.</summary>
    public void Map(AmqpMap map) => Value(AmqpValue.Of(map));

    /// <summary>The constructor that <see cref="Body"/> goes with: one for all items of an array.</summary>
    private void Constructor(AmqpValue value)
    {
        if (value.Described is { } described)
        {
            Byte(FormatCode.Described);
            Value(described.Descriptor);
            Constructor(described.Value);
            return;
        }
        Byte(Wide(value.Type));
    }

    private static byte Wide(AmqpType type) => type switch
    {
        AmqpType.Boolean => FormatCode.Boolean,
        AmqpType.UByte => FormatCode.UByte,
        AmqpType.UShort => FormatCode.UShort,
        AmqpType.UInt => FormatCode.UInt,
        AmqpType.ULong => FormatCode.ULong,
        AmqpType.Byte => FormatCode.Byte,
        AmqpType.Short => FormatCode.Short,
        AmqpType.Int => FormatCode.Int,
        AmqpType.Long => FormatCode.Long,
        AmqpType.Float => FormatCode.Float,
        AmqpType.Double => FormatCode.Double,
        AmqpType.Decimal32 => FormatCode.Decimal32,
        AmqpType.Decimal64 => FormatCode.Decimal64,
        AmqpType.Decimal128 => FormatCode.Decimal128,
        AmqpType.Char => FormatCode.Char,
        AmqpType.Timestamp => FormatCode.Timestamp,
        AmqpType.Uuid => FormatCode.Uuid,
        AmqpType.Binary => FormatCode.Binary32,
        AmqpType.String => FormatCode.String32,
        AmqpType.Symbol => FormatCode.Symbol32,
        AmqpType.List => FormatCode.List32,
        AmqpType.Map => FormatCode.Map32,
        AmqpType.Array => FormatCode.Array32,
        _ => FormatCode.Null,
    };

    private void Body(AmqpValue value)
    {
        switch (value.Type)
        {
            case AmqpType.Null:
                break;
            case AmqpType.Described:
                Body(value.Described!.Value);
                break;
            case AmqpType.Boolean or AmqpType.UByte or AmqpType.Byte:
                Byte((byte)value.Bits);
                break;
            case AmqpType.UShort or AmqpType.Short:
                BigEndian(value.Bits, 2);
                break;
            case AmqpType.UInt or AmqpType.Int or AmqpType.Char:
                BigEndian(value.Bits, 4);
                break;
            case AmqpType.Float:
                BigEndian(BitConverter.SingleToInt32Bits((float)value.Real!.Value), 4);
                break;
            case AmqpType.ULong or AmqpType.Long or AmqpType.Double or AmqpType.Timestamp:
                BigEndian(value.Bits, 8);
                break;
            case AmqpType.String or AmqpType.Symbol:
                BigEndian(Encoding.UTF8.GetByteCount(value.Text!), 4);
                if (Room(Encoding.UTF8.GetByteCount(value.Text!)) is { IsEmpty: false } at)
                {
                    Encoding.UTF8.GetBytes(value.Text, at);
                }
                break;
            case AmqpType.Binary:
                BigEndian(value.Bytes!.Length, 4);
                Raw(value.Bytes);
                break;
            case AmqpType.List or AmqpType.Map or AmqpType.Array:
                Compound(value);
                break;
            default:
                Raw(value.Bytes);
                break;
        }
    }

    private void Compound(AmqpValue value)
    {
        int start = Position;
        BigEndian(0, 8);
        int count = 0;
        if (value.Map is { } map)
        {
            foreach (var (key, item) in map)
            {
                Value(key);
                Value(item);
                count += 2;
            }
        }
        else if (value.Array is { } array)
        {
            if (array.Items is [var first, ..])
            {
                Constructor(first);
            }
            else
            {
                Byte(Wide(array.ElementType));
            }
            foreach (var item in array.Items)
            {
                Body(item);
                count++;
            }
        }
        else
        {
            foreach (var item in value.Items!)
            {
                Value(item);
                count++;
            }
        }
        if (!Overflow)
        {
            BinaryPrimitives.WriteInt32BigEndian(_bytes[start..], Position - start - 4);
            BinaryPrimitives.WriteInt32BigEndian(_bytes[(start + 4)..], count);
        }
    }

    private void BigEndian(long value, int width)
    {
        if (Room(width) is { IsEmpty: false } at)
        {
            for (int i = width - 1; i >= 0; i--, value >>= 8)
            {
                at[i] = (byte)value;
            }
        }
    }
}
