namespace Wattline.Cloud.EventHubs.Types;

/// <summary>AMQP's types (OASIS AMQP 1.0, 1.6), whatever their encoding.</summary>
public enum AmqpType
{
    /// <summary>No value.</summary>
    Null,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>0..255.</summary>
    UByte,

    /// <summary>16 bits without sign.</summary>
    UShort,

    /// <summary>32 bits without sign.</summary>
    UInt,

    /// <summary>64 bits without sign.</summary>
    ULong,

    /// <summary>-128..127.</summary>
    Byte,

    /// <summary>16 bits.</summary>
    Short,

    /// <summary>32 bits.</summary>
    Int,

    /// <summary>64 bits.</summary>
    Long,

    /// <summary>IEEE 754 binary32.</summary>
    Float,

    /// <summary>IEEE 754 binary64.</summary>
    Double,

    /// <summary>IEEE 754 decimal32, kept as its bytes.</summary>
    Decimal32,

    /// <summary>IEEE 754 decimal64, kept as its bytes.</summary>
    Decimal64,

    /// <summary>IEEE 754 decimal128, kept as its bytes.</summary>
    Decimal128,

    /// <summary>A code point, UTF-32.</summary>
    Char,

    /// <summary>Milliseconds since 1970, UTC.</summary>
    Timestamp,

    /// <summary>RFC 4122.</summary>
    Uuid,

    /// <summary>Bytes.</summary>
    Binary,

    /// <summary>UTF-8.</summary>
    String,

    /// <summary>A name from a domain, ASCII.</summary>
    Symbol,

    /// <summary>Values of any types.</summary>
    List,

    /// <summary>Keys and values in turn.</summary>
    Map,

    /// <summary>Values of one type.</summary>
    Array,

    /// <summary>A value with a descriptor.</summary>
    Described,
}
