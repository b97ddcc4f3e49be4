namespace Wattline.Firmware.Meters.Dlms;

/// <summary>CRC-16/X-25: polynomial 8408 reflected, start and end FFFF, sent low byte first. Also of DL/T 698.45.</summary>
public static class HdlcCrc
{
    /// <summary>The check sequence over bytes.</summary>
    public static int Of(byte[] bytes, int offset, int count)
    {
        var crc = 0xFFFF;
        for (var i = 0; i < count; i++)
        {
            crc ^= bytes[offset + i];
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x8408 : crc >> 1;
            }
        }

        return crc ^ 0xFFFF;
    }

    /// <summary>True when the two bytes behind <paramref name="count"/> bytes are their check sequence.</summary>
    public static bool Fits(byte[] bytes, int offset, int count)
    {
        var crc = Of(bytes, offset, count);
        return bytes[offset + count] == (byte)crc && bytes[offset + count + 1] == (byte)(crc >> 8);
    }
}
