namespace Wattline.Firmware.Meters;

/// <summary>How fast a register at one point of delivery can move: an answer under an 8-bit sum that moves it faster is read again.</summary>
public static class Rates
{
    /// <summary>Wh in an hour: 100 kW (LineLimits.CapacityKilowatts).</summary>
    public const int WattHours = 100000;

    /// <summary>Kilojoules in an hour: the same in heat.</summary>
    public const int Kilojoules = 360000;

    /// <summary>Cubic metres in an hour: the main of a block.</summary>
    public const int CubicMetres = 100;

    /// <summary>A rate times ten to a power, in whole digits, 1 at least.</summary>
    public static long Scaled(long rate, int power)
    {
        for (; power > 0 && rate < long.MaxValue / 10; power--)
        {
            rate *= 10;
        }

        for (; power < 0 && rate > 0; power++)
        {
            rate /= 10;
        }

        return rate > 0 ? rate : 1;
    }
}
