namespace Wattline.Firmware.Storage;

/// <summary>Numbers in the journal's own records: least significant byte first.</summary>
public static class LittleEndian
{
    public static void Put(byte[] buffer, int offset, int bytes, long value)
    {
        for (int i = 0; i < bytes; i++)
            buffer[offset + i] = (byte)(value >> (8 * i));
    }

    public static long Get(byte[] buffer, int offset, int bytes)
    {
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--)
            value = (value << 8) | buffer[offset + i];
        return value;
    }
}
