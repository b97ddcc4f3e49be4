using Wattline.Firmware.Meters.Modbus;

namespace Wattline.Firmware.Meters.MBus;

/// <summary>The value of a record as an exact number.</summary>
public static class MBusValue
{
    /// <summary>A number was read.</summary>
    public const int Ok = 0;

    /// <summary>The record has no number: no data, a text, NaN.</summary>
    public const int NoValue = 1;

    /// <summary>Digits A to F.</summary>
    public const int BadDigit = 2;

    /// <summary>More than 18 digits.</summary>
    public const int TooLarge = 3;

    /// <summary>Reads the number of a record.</summary>
    /// <param name="bytes">Holds it.</param>
    /// <param name="record">Where the reader stands.</param>
    /// <param name="shift">The result is the number, without the record's own power of ten, times ten to this power.</param>
    /// <param name="value">The result; 0 unless <see cref="Ok"/> is returned.</param>
    public static int Read(byte[] bytes, MBusReader record, int shift, out long value)
    {
        value = 0;
        switch (record.DataField)
        {
            case 0:
            case 8:
            case 15:
                return NoValue;
            case 5:
                return ModbusValue.FromFloat(
                    (uint)(bytes[record.DataStart] | (bytes[record.DataStart + 1] << 8) | (bytes[record.DataStart + 2] << 16))
                    | ((uint)bytes[record.DataStart + 3] << 24), shift, out value);
            case 9:
            case 10:
            case 11:
            case 12:
            case 14:
                var result = Digits(bytes, record.DataStart, record.DataLength, false, out var number);
                return result == Ok ? ModbusValue.Scale(number, shift, out value) : result;
            case 13:
                return Variable(bytes, record, shift, out value);
            default:
                return ModbusValue.Scale(Binary(bytes, record.DataStart, record.DataLength), shift, out value);
        }
    }

    /// <summary>Two's complement, low byte first; 1 to 8 bytes.</summary>
    public static long Binary(byte[] bytes, int offset, int count)
    {
        long value = (sbyte)bytes[offset + count - 1];
        for (var i = count - 2; i >= 0; i--)
        {
            value = (value << 8) | bytes[offset + i];
        }

        return value;
    }

    private static int Variable(byte[] bytes, MBusReader record, int shift, out long value)
    {
        value = 0;
        if (record.Variable is < 0xC0 or > 0xD9)
        {
            return NoValue;
        }

        var result = record.DataLength > 9 ? TooLarge : Digits(bytes, record.DataStart, record.DataLength, record.Variable >= 0xD0, out value);
        return result == Ok ? ModbusValue.Scale(value, shift, out value) : result;
    }

    /// <summary>Decimal digits, low byte first; an F in the highest place is a minus (annex A, type A).</summary>
    private static int Digits(byte[] bytes, int offset, int count, bool minus, out long value)
    {
        value = 0;
        long number = 0;
        for (var i = (2 * count) - 1; i >= 0; i--)
        {
            var digit = (bytes[offset + (i / 2)] >> (i % 2 == 0 ? 0 : 4)) & 0x0F;
            if (digit == 0x0F && i == (2 * count) - 1)
            {
                minus = true;
            }
            else if (digit > 9)
            {
                return BadDigit;
            }
            else
            {
                number = (number * 10) + digit;
            }
        }

        value = minus ? -number : number;
        return Ok;
    }
}
