namespace Wattline.Firmware.Meters.Cjt188;

/// <summary>The unit bytes of table 6 of CJ/T 188.</summary>
public static class Cjt188Unit
{
    /// <summary>Electrical energy, or heat counted as such; powers of ten of Wh.</summary>
    public const int Energy = 0;

    /// <summary>Heat; powers of ten of J.</summary>
    public const int Heat = 1;

    /// <summary>Power; of W.</summary>
    public const int Power = 2;

    /// <summary>Volume; of m³.</summary>
    public const int Volume = 3;

    /// <summary>Flow; of m³/h.</summary>
    public const int Flow = 4;

    private static readonly byte[] _codes =
    {
        0x02, 0x05, 0x08, 0x0A, 0x01, 0x0B, 0x0E, 0x11, 0x13, 0x14, 0x17, 0x1A, 0x29, 0x2C, 0x32, 0x35,
    };

    private static readonly string[] _names =
    {
        "Wh", "kWh", "MWh", "MWh*100", "J", "kJ", "MJ", "GJ", "GJ*100", "W", "kW", "MW", "L", "m3", "L/h", "m3/h",
    };

    private static readonly sbyte[] _families = { 0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4 };

    private static readonly sbyte[] _powers = { 0, 3, 6, 8, 0, 3, 6, 9, 11, 0, 3, 6, -3, 0, -3, 0 };

    /// <summary>The unit, or null for a byte that is none.</summary>
    public static string NameOf(byte code) => IndexOf(code) < 0 ? null : _names[IndexOf(code)];

    /// <summary>What it measures: units of one family differ by a power of ten. −1 for a byte that is no unit.</summary>
    public static int FamilyOf(byte code) => IndexOf(code) < 0 ? -1 : _families[IndexOf(code)];

    /// <summary>Its power of ten in its family; 0 for a byte that is no unit.</summary>
    public static int PowerOf(byte code) => IndexOf(code) < 0 ? 0 : _powers[IndexOf(code)];

    private static int IndexOf(byte code)
    {
        for (var i = 0; i < _codes.Length; i++)
        {
            if (_codes[i] == code)
            {
                return i;
            }
        }

        return -1;
    }
}
