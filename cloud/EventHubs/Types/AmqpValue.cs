using System.Globalization;

namespace Wattline.Cloud.EventHubs.Types;

/// <summary>One value of any type. For maps and bodies whose types only the peer knows; performatives and messages are read field by field.</summary>
public readonly struct AmqpValue : IEquatable<AmqpValue>
{
    private readonly long _bits;
    private readonly object? _object;

    private AmqpValue(AmqpType type, long bits, object? reference = null) => (Type, _bits, _object) = (type, bits, reference);

    /// <summary>No value; also what <c>default</c> is.</summary>
    public static AmqpValue Null => default;

    /// <summary>The type.</summary>
    public AmqpType Type { get; }

    /// <summary>Whether it is null.</summary>
    public bool IsNull => Type == AmqpType.Null;

    /// <summary>The text of a string or a symbol; null for any other.</summary>
    public string? Text => Type is AmqpType.String or AmqpType.Symbol ? (string)_object! : null;

    /// <summary>The bytes of a binary, a uuid (RFC 4122's order) or a decimal; null for any other.</summary>
    public byte[]? Bytes => _object as byte[];

    /// <summary>The truth of a boolean; null for any other.</summary>
    public bool? Truth => Type == AmqpType.Boolean ? _bits != 0 : null;

    /// <summary>A whole number of any width that fits 64 bits with sign, or a timestamp's milliseconds; null for any other.</summary>
    public long? Integer => Type switch
    {
        AmqpType.ULong => _bits < 0 ? null : _bits,
        AmqpType.UByte or AmqpType.UShort or AmqpType.UInt or AmqpType.Byte or AmqpType.Short or AmqpType.Int or AmqpType.Long
            or AmqpType.Timestamp or AmqpType.Char => _bits,
        _ => null,
    };

    /// <summary>A float or a double; null for any other.</summary>
    public double? Real => Type is AmqpType.Float or AmqpType.Double ? BitConverter.Int64BitsToDouble(_bits) : null;

    /// <summary>The items of a list; null for any other.</summary>
    public IReadOnlyList<AmqpValue>? Items => _object as IReadOnlyList<AmqpValue>;

    /// <summary>A map; null for any other.</summary>
    public AmqpMap? Map => _object as AmqpMap;

    /// <summary>An array; null for any other.</summary>
    public AmqpArray? Array => _object as AmqpArray;

    /// <summary>A described value; null for any other.</summary>
    public AmqpDescribed? Described => _object as AmqpDescribed;

    /// <summary>The bits as they go on the wire, for the writer.</summary>
    internal long Bits => _bits;

    /// <summary>A boolean.</summary>
    public static AmqpValue Boolean(bool value) => new(AmqpType.Boolean, value ? 1 : 0);

    /// <summary>A ubyte.</summary>
    public static AmqpValue UByte(byte value) => new(AmqpType.UByte, value);

    /// <summary>A ushort.</summary>
    public static AmqpValue UShort(ushort value) => new(AmqpType.UShort, value);

    /// <summary>A uint.</summary>
    public static AmqpValue UInt(uint value) => new(AmqpType.UInt, value);

    /// <summary>A ulong.</summary>
    public static AmqpValue ULong(ulong value) => new(AmqpType.ULong, (long)value);

    /// <summary>A byte with sign.</summary>
    public static AmqpValue Byte(sbyte value) => new(AmqpType.Byte, value);

    /// <summary>A short.</summary>
    public static AmqpValue Short(short value) => new(AmqpType.Short, value);

    /// <summary>An int.</summary>
    public static AmqpValue Int(int value) => new(AmqpType.Int, value);

    /// <summary>A long.</summary>
    public static AmqpValue Long(long value) => new(AmqpType.Long, value);

    /// <summary>A float.</summary>
    public static AmqpValue Float(float value) => new(AmqpType.Float, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A double.</summary>
    public static AmqpValue Double(double value) => new(AmqpType.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A char: a code point.</summary>
    public static AmqpValue Char(uint codePoint) => new(AmqpType.Char, codePoint);

    /// <summary>A timestamp: milliseconds since 1970, UTC.</summary>
    public static AmqpValue Timestamp(long milliseconds) => new(AmqpType.Timestamp, milliseconds);

    /// <summary>A uuid.</summary>
    public static AmqpValue Uuid(Guid value) => new(AmqpType.Uuid, 0, value.ToByteArray(bigEndian: true));

    /// <summary>A decimal of 4, 8 or 16 bytes, as it is on the wire.</summary>
    public static AmqpValue Decimal(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return new(bytes.Length switch
        {
            4 => AmqpType.Decimal32,
            8 => AmqpType.Decimal64,
            16 => AmqpType.Decimal128,
            _ => throw new ArgumentException("A decimal has 4, 8 or 16 bytes.", nameof(bytes)),
        }, 0, bytes);
    }

    /// <summary>A binary.</summary>
    public static AmqpValue Binary(byte[] bytes) => new(AmqpType.Binary, 0, bytes);

    /// <summary>A string.</summary>
    public static AmqpValue String(string text) => new(AmqpType.String, 0, text);

    /// <summary>A symbol.</summary>
    public static AmqpValue Symbol(string text) => new(AmqpType.Symbol, 0, text);

    /// <summary>A list.</summary>
    public static AmqpValue List(params IReadOnlyList<AmqpValue> items) => new(AmqpType.List, 0, items);

    /// <summary>A map.</summary>
    public static AmqpValue Of(AmqpMap map) => new(AmqpType.Map, 0, map);

    /// <summary>An array.</summary>
    public static AmqpValue Of(AmqpArray array) => new(AmqpType.Array, 0, array);

    /// <summary>A described value.</summary>
    public static AmqpValue Of(AmqpDescribed described) => new(AmqpType.Described, 0, described);

    /// <summary>Whether two values are the same; the number of a ulong is not that of a uint.</summary>
    public static bool operator ==(AmqpValue left, AmqpValue right) => left.Equals(right);

    /// <summary>Whether two values differ.</summary>
    public static bool operator !=(AmqpValue left, AmqpValue right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(AmqpValue other) => Type == other.Type && _bits == other._bits && (_object, other._object) switch
    {
        (null, null) => true,
        (string a, string b) => a == b,
        (byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b),
        (IReadOnlyList<AmqpValue> a, IReadOnlyList<AmqpValue> b) => a.SequenceEqual(b),
        (AmqpMap a, AmqpMap b) => a.SequenceEqual(b),
        (AmqpArray a, AmqpArray b) => a.ElementType == b.ElementType && a.Items.SequenceEqual(b.Items),
        (AmqpDescribed a, AmqpDescribed b) => a.Descriptor.Equals(b.Descriptor) && a.Value.Equals(b.Value),
        _ => false,
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AmqpValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, _bits, Text);

    /// <inheritdoc/>
    public override string ToString() => Type switch
    {
        AmqpType.Null => "null",
        AmqpType.Boolean => _bits != 0 ? "true" : "false",
        AmqpType.Float or AmqpType.Double => Real!.Value.ToString("R", CultureInfo.InvariantCulture),
        AmqpType.ULong => ((ulong)_bits).ToString(CultureInfo.InvariantCulture),
        AmqpType.Uuid => new Guid(Bytes!, bigEndian: true).ToString(),
        _ when Text is { } text => text,
        _ when Bytes is { } bytes => Convert.ToHexString(bytes),
        _ when Integer is { } integer => integer.ToString(CultureInfo.InvariantCulture),
        _ => Type.ToString(),
    };
}
