namespace Wattline.Firmware.Meters.Modbus;

/// <summary>CRC-16 of a Modbus frame: polynomial A001 reflected, start FFFF, sent low byte first (serial line 6.2.2).</summary>
public static class ModbusCrc
{
    /// <summary>The CRC over bytes.</summary>
    public static int Of(byte[] bytes, int offset, int count)
    {
        var crc = 0xFFFF;
        for (var i = 0; i < count; i++)
        {
            crc ^= bytes[offset + i];
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1;
            }
        }

        return crc;
    }

    /// <summary>True when the two bytes behind <paramref name="count"/> bytes are their CRC.</summary>
    public static bool Fits(byte[] bytes, int offset, int count)
    {
        var crc = Of(bytes, offset, count);
        return bytes[offset + count] == (byte)crc && bytes[offset + count + 1] == (byte)(crc >> 8);
    }
}
