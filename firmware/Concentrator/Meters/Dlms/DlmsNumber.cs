using Wattline.Firmware.Meters.Modbus;

namespace Wattline.Firmware.Meters.Dlms;

/// <summary>A value in A-XDR times a power of ten as an exact integer.</summary>
public static class DlmsNumber
{
    /// <summary>A number was read.</summary>
    public const int Ok = 0;

    /// <summary>There is none: null data, not a number, or more than 18 digits.</summary>
    public const int NoValue = 1;

    /// <summary>It is of another type, or has more decimals than there is room for.</summary>
    public const int OtherForm = 2;

    private const int ShiftMax = 18;

    /// <summary>Turns what the reader stands at.</summary>
    /// <param name="reader">Has read a value.</param>
    /// <param name="bytes">What it reads.</param>
    /// <param name="shift">The power of ten.</param>
    /// <param name="value">The result; 0 unless <see cref="Ok"/> is returned.</param>
    public static int Read(AxdrReader reader, byte[] bytes, int shift, out long value)
    {
        value = 0;
        if (reader.Type == AxdrType.Null)
        {
            return NoValue;
        }

        if (reader.Type == AxdrType.Real32)
        {
            var bits = ((uint)bytes[reader.Content] << 24) | ((uint)bytes[reader.Content + 1] << 16) | ((uint)bytes[reader.Content + 2] << 8) | bytes[reader.Content + 3];
            return shift is >= -ShiftMax and <= ShiftMax && ModbusValue.FromFloat(bits, shift, out value) == ModbusValue.Ok ? Ok : NoValue;
        }

        if (!AxdrType.IsNumber(reader.Type))
        {
            return OtherForm;
        }

        var number = reader.Number();
        if (number == long.MaxValue || number == long.MinValue)
        {
            return NoValue;
        }

        for (; shift > 0 && number != 0; shift--)
        {
            if (number is > long.MaxValue / 10 or < -(long.MaxValue / 10))
            {
                return NoValue;
            }

            number *= 10;
        }

        for (; shift < 0 && number != 0; shift++)
        {
            if (number % 10 != 0)
            {
                return OtherForm;
            }

            number /= 10;
        }

        value = number;
        return Ok;
    }
}
