namespace Wattline.Firmware.Meters.Modbus;

/// <summary>Registers as an exact number of decimals, in integers only: what a float says is rounded once, half away from zero.</summary>
public static class ModbusValue
{
    /// <summary>A number was read.</summary>
    public const int Ok = 0;

    /// <summary>Not a number (NaN), or the pattern that the map says means "none".</summary>
    public const int NoValue = 1;

    /// <summary>Not decimal digits.</summary>
    public const int BadDigit = 2;

    /// <summary>Infinite, or more than 18 digits.</summary>
    public const int TooLarge = 3;

    private const long Largest = long.MaxValue;

    /// <summary>Reads a value.</summary>
    /// <param name="bytes">Registers as on the wire.</param>
    /// <param name="offset">Its first byte.</param>
    /// <param name="type">Of <see cref="ModbusType"/>.</param>
    /// <param name="lowWordFirst">True when the least significant register comes first.</param>
    /// <param name="shift">The result is the value times ten to this power, −18 to 18.</param>
    /// <param name="value">The result; 0 unless <see cref="Ok"/> is returned.</param>
    public static int Read(byte[] bytes, int offset, int type, bool lowWordFirst, int shift, out long value)
    {
        value = 0;
        var words = ModbusType.Registers(type);
        ulong raw = 0;
        for (var i = 0; i < words; i++)
        {
            var at = offset + (2 * (lowWordFirst ? words - 1 - i : i));
            raw = (raw << 16) | ((ulong)bytes[at] << 8) | bytes[at + 1];
        }

        switch (type)
        {
            case ModbusType.F32:
                return FromFloat((uint)raw, shift, out value);
            case ModbusType.Pf4:
                var result = FromFloat((uint)raw, shift, out value);
                value = Quadrants(value, shift);
                return result;
            case ModbusType.Bcd32:
                return FromDigits((uint)raw, shift, out value);
            case ModbusType.S16:
                return Scale((short)raw, shift, out value);
            case ModbusType.S32:
                return Scale((int)raw, shift, out value);
            case ModbusType.U64 when raw > (ulong)Largest:
                return TooLarge;
            default:
                return Scale((long)raw, shift, out value);
        }
    }

    /// <summary>A float times ten to a power, rounded to an integer.</summary>
    public static int FromFloat(uint bits, int shift, out long value)
    {
        value = 0;
        var exponent = (int)(bits >> 23) & 0xFF;
        ulong number = bits & 0x7FFFFF;
        if (exponent == 0xFF)
        {
            return number != 0 ? NoValue : TooLarge;
        }

        if (exponent != 0)
        {
            number |= 0x800000;
        }
        else
        {
            exponent = 1;
        }

        var twos = exponent - 150;
        int result;
        if (shift >= 0)
        {
            result = Times(number, shift, twos, out value);
        }
        else
        {
            result = Divided(number, -shift, twos, out value);
        }

        if ((bits & 0x80000000) != 0)
        {
            value = -value;
        }

        return result;
    }

    /// <summary>An integer times ten to a power; digits that fall away are rounded half away from zero.</summary>
    public static int Scale(long number, int shift, out long value)
    {
        value = 0;
        var minus = number < 0;
        if (number == long.MinValue)
        {
            return TooLarge;
        }

        number = minus ? -number : number;
        for (; shift > 0; shift--)
        {
            if (number > Largest / 10)
            {
                return TooLarge;
            }

            number *= 10;
        }

        if (shift < 0)
        {
            long divisor = 1;
            for (; shift < 0 && divisor <= Largest / 10; shift++)
            {
                divisor *= 10;
            }

            var rest = number % divisor;
            number = (number / divisor) + (rest >= divisor - rest ? 1 : 0);
        }

        value = minus ? -number : number;
        return Ok;
    }

    private static int FromDigits(uint raw, int shift, out long value)
    {
        value = 0;
        long number = 0;
        for (var i = 28; i >= 0; i -= 4)
        {
            var digit = (int)(raw >> i) & 0x0F;
            if (digit > 9)
            {
                return BadDigit;
            }

            number = (number * 10) + digit;
        }

        return Scale(number, shift, out value);
    }

    /// <summary>number × 10^shift × 2^twos, rounded. The number has 24 bits.</summary>
    private static int Times(ulong number, int shift, int twos, out long value)
    {
        value = 0;
        for (; shift > 0; shift--)
        {
            if (number > (ulong)Largest / 10)
            {
                return TooLarge;
            }

            number *= 10;
            if (twos < 0 && (number & 1) == 0)
            {
                number >>= 1; // Exact: keeps room for the next ten.
                twos++;
            }
        }

        if (twos >= 0)
        {
            if (number != 0 && (twos > 62 || number > (ulong)Largest >> twos))
            {
                return TooLarge;
            }

            value = number == 0 ? 0 : (long)(number << twos);
            return Ok;
        }

        value = twos < -63 ? 0 : (long)((number >> -twos) + ((number >> (-twos - 1)) & 1));
        return Ok;
    }

    /// <summary>number × 2^twos / 10^shift, rounded. The number has 24 bits.</summary>
    private static int Divided(ulong number, int shift, int twos, out long value)
    {
        value = 0;
        if (twos > 39)
        {
            return number == 0 ? Ok : TooLarge;
        }

        ulong divisor = 1;
        for (; shift > 0; shift--)
        {
            divisor *= 10;
        }

        if (twos >= 0)
        {
            number <<= twos;
        }
        else if (twos < -33 || divisor > (ulong)Largest >> -twos)
        {
            return Ok; // Below one half.
        }
        else
        {
            divisor <<= -twos;
        }

        var rest = number % divisor;
        value = (long)(number / divisor) + (rest >= divisor - rest ? 1 : 0);
        return Ok;
    }

    private static long Quadrants(long value, int shift)
    {
        Scale(1, shift, out var one);
        return value > one ? (2 * one) - value : value < -one ? -(2 * one) - value : value;
    }
}
