namespace Wattline.Cloud.Metering.RegisterMaps;

/// <summary>How registers hold a value; the numbers are those that a concentrator knows.</summary>
public enum RegisterType
{
    /// <summary>16 bits without sign.</summary>
    U16,

    /// <summary>16 bits, two's complement.</summary>
    S16,

    /// <summary>32 bits without sign.</summary>
    U32,

    /// <summary>32 bits, two's complement.</summary>
    S32,

    /// <summary>64 bits without sign.</summary>
    U64,

    /// <summary>64 bits, two's complement.</summary>
    S64,

    /// <summary>IEEE 754, 32 bits.</summary>
    F32,

    /// <summary>Schneider's power factor in four quadrants, a float.</summary>
    Pf4,

    /// <summary>8 decimal digits.</summary>
    Bcd32,
}
