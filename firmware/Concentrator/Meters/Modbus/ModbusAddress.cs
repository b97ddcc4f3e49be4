namespace Wattline.Firmware.Meters.Modbus;

/// <summary>A Modbus meter in a plan: <c>17</c>, or with the number that it must say, <c>17/12345678</c>.</summary>
public static class ModbusAddress
{
    private const int NumberAt = 1;
    private const int NumberBytes = 8;

    /// <summary>Packs it: unit, then its number, low byte first; 0 where none is said.</summary>
    /// <returns>False for anything else, the broadcast 0 too.</returns>
    public static bool TryPack(string text, byte[] bytes, int offset)
    {
        var slash = text.IndexOf('/');
        if (!Decimals.TryRead(text, 0, slash < 0 ? text.Length : slash, 3, out var unit) || unit is < 1 or > ModbusLimits.UnitMax)
        {
            return false;
        }

        var number = 0L;
        if (slash >= 0 && (!Decimals.TryRead(text, slash + 1, text.Length, 18, out number) || number == 0))
        {
            return false;
        }

        bytes[offset] = (byte)unit;
        for (var i = 0; i < NumberBytes; i++)
        {
            bytes[offset + NumberAt + i] = (byte)(number >> (8 * i));
        }

        return true;
    }

    /// <summary>1 to 247.</summary>
    public static int Unit(byte[] bytes, int offset) => bytes[offset];

    /// <summary>The number that it must say; 0 when any will do.</summary>
    public static long Number(byte[] bytes, int offset)
    {
        var number = 0L;
        for (var i = NumberBytes - 1; i >= 0; i--)
        {
            number = (number << 8) | bytes[offset + NumberAt + i];
        }

        return number;
    }
}
