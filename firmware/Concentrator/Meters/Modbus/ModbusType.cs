namespace Wattline.Firmware.Meters.Modbus;

/// <summary>How registers hold a value.</summary>
public static class ModbusType
{
    /// <summary>16 bits without sign.</summary>
    public const int U16 = 0;

    /// <summary>16 bits, two's complement.</summary>
    public const int S16 = 1;

    /// <summary>32 bits without sign.</summary>
    public const int U32 = 2;

    /// <summary>32 bits, two's complement.</summary>
    public const int S32 = 3;

    /// <summary>64 bits without sign.</summary>
    public const int U64 = 4;

    /// <summary>64 bits, two's complement.</summary>
    public const int S64 = 5;

    /// <summary>IEEE 754, 32 bits.</summary>
    public const int F32 = 6;

    /// <summary>A power factor in four quadrants as Schneider's meters hold it: F32; above 1 it is 2 − value, below −1 it is −2 − value.</summary>
    public const int Pf4 = 7;

    /// <summary>Decimal digits, 4 to a register; 2 registers.</summary>
    public const int Bcd32 = 8;

    /// <summary>How many types there are.</summary>
    public const int Count = 9;

    /// <summary>True for what has no last digit of its own.</summary>
    public static bool IsFloat(int type) => type is F32 or Pf4;

    /// <summary>Registers that a value of a type takes.</summary>
    public static int Registers(int type)
    {
        switch (type)
        {
            case U16:
            case S16: return 1;
            case U64:
            case S64: return 4;
            default: return 2;
        }
    }
}
