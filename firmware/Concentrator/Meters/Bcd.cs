namespace Wattline.Firmware.Meters;

/// <summary>Packed decimal digits as DL/T 645 sends them: the low byte first, the sign in the top bit where there is one.</summary>
public static class Bcd
{
    /// <summary>A number was read.</summary>
    public const int Ok = 0;

    /// <summary>All bytes are FF: the meter has no such value.</summary>
    public const int NoValue = 1;

    /// <summary>A digit above 9: not a number, whatever it is.</summary>
    public const int BadDigit = 2;

    /// <summary>Reads a number of 1 to 9 bytes.</summary>
    /// <param name="hasSign">The top bit of the last byte is a minus (not two's complement); −0 is 0.</param>
    /// <param name="value">The digits as an integer, unscaled; 0 unless the result is <see cref="Ok"/>.</param>
    public static int Read(byte[] buffer, int offset, int count, bool hasSign, out long value)
    {
        value = 0;
        if (AllOnes(buffer, offset, count))
        {
            return NoValue;
        }

        long number = 0;
        var minus = false;
        for (var i = count - 1; i >= 0; i--)
        {
            int pair = buffer[offset + i];
            if (hasSign && i == count - 1 && (pair & 0x80) != 0)
            {
                minus = true;
                pair &= 0x7F;
            }

            if ((pair >> 4) > 9 || (pair & 0x0F) > 9)
            {
                return BadDigit;
            }

            number = (number * 100) + ((pair >> 4) * 10) + (pair & 0x0F);
        }

        value = minus ? -number : number;
        return Ok;
    }

    private static bool AllOnes(byte[] buffer, int offset, int count)
    {
        for (var i = 0; i < count; i++)
        {
            if (buffer[offset + i] != 0xFF)
            {
                return false;
            }
        }

        return true;
    }
}
