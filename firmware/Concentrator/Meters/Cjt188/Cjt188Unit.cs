namespace Wattline.Firmware.Meters.Cjt188;

/// <summary>The unit bytes of table 6 of CJ/T 188.</summary>
public static class Cjt188Unit
{
    private static readonly byte[] _codes =
    {
        0x02, 0x05, 0x08, 0x0A, 0x01, 0x0B, 0x0E, 0x11, 0x13, 0x14, 0x17, 0x1A, 0x29, 0x2C, 0x32, 0x35,
    };

    private static readonly string[] _names =
    {
        "Wh", "kWh", "MWh", "MWh*100", "J", "kJ", "MJ", "GJ", "GJ*100", "W", "kW", "MW", "L", "m3", "L/h", "m3/h",
    };

    /// <summary>The unit, or null for a byte that is none.</summary>
    public static string NameOf(byte code)
    {
        for (var i = 0; i < _codes.Length; i++)
        {
            if (_codes[i] == code)
            {
                return _names[i];
            }
        }

        return null;
    }
}
