namespace Wattline.Firmware.Meters;

/// <summary>
/// Where a DL/T 645-2007 load record keeps a register (annex B): which of its six classes, and at which byte of it.
/// Values have the formats that the registers themselves have.
/// </summary>
public static class Dlt645Profile
{
    /// <summary>Classes of a record.</summary>
    public const int Classes = 6;

    /// <summary>Of a record besides its classes' values: A0 A0, length, moment, six AA, sum, E5.</summary>
    public const int Overhead = 16;

    /// <summary>Blocks that one question asks for at most: they fit into an answer put together.</summary>
    public const int BlocksMax = 6;

    /// <summary>Bytes of a class's values: voltages, currents, frequency; powers; factors; energies; quadrants; demands.</summary>
    public static int BytesOf(int number) => number switch
    {
        1 => 17,
        2 => 24,
        3 => 8,
        6 => 6,
        _ => 16,
    };

    /// <summary>The class that keeps a register, 1 to 6.</summary>
    /// <param name="identifier">The register's own identifier.</param>
    /// <param name="offset">Where it stands among the class's bytes.</param>
    /// <returns>0 when no class does.</returns>
    public static int ClassOf(uint identifier, out int offset)
    {
        offset = 0;
        if ((byte)identifier != 0 && identifier is not (0x02800002 or 0x02800004 or 0x02800005))
        {
            return 0;
        }

        var phase = (int)((identifier >> 8) & 0xFF);
        switch (identifier >> 16)
        {
            case 0x0201 when phase is >= 1 and <= 3:
                offset = (phase - 1) * 2;
                return 1;
            case 0x0202 when phase is >= 1 and <= 3:
                offset = 6 + ((phase - 1) * 3);
                return 1;
            case 0x0203 when phase <= 3:
                offset = phase * 3;
                return 2;
            case 0x0204 when phase <= 3:
                offset = 12 + (phase * 3);
                return 2;
            case 0x0206 when phase <= 3:
                offset = phase * 2;
                return 3;
            case 0x0280 when identifier == 0x02800002:
                offset = 15;
                return 1;
            case 0x0280 when phase == 0:
                offset = identifier == 0x02800004 ? 0 : 3;
                return 6;
            case >= 0x0001 and <= 0x0008 when phase == 0:
                offset = (int)((identifier >> 16) - 1) % 4 * 4;
                return identifier >> 16 <= 4 ? 4 : 5;
            default:
                return 0;
        }
    }
}
