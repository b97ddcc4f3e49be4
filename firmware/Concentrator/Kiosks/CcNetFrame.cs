namespace Wattline.Firmware.Kiosks;

/// <summary>
/// A frame of CCNET: <c>02 | address 03 | length of all | command or state | data | CRC low | CRC high</c>; the CRC has
/// polynomial 1021 reflected (8408), start 0, over all before it.
/// </summary>
public static class CcNetFrame
{
    /// <summary>Starts a frame.</summary>
    public const byte Sync = 0x02;

    /// <summary>Bytes around command and data.</summary>
    public const int FrameBytes = 5;

    /// <summary>The CRC, lowest bit first.</summary>
    public static int Crc(int crc, int value)
    {
        crc ^= value;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x8408 : crc >> 1;
        }
        return crc;
    }

    /// <summary>Writes a frame.</summary>
    /// <param name="address">3 for a note validator.</param>
    /// <param name="data">The command or state, and its data.</param>
    /// <param name="count">Bytes of it, at least 1.</param>
    /// <param name="wire">Receives the frame.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(int address, byte[] data, int count, byte[] wire)
    {
        wire[0] = Sync;
        wire[1] = (byte)address;
        wire[2] = (byte)(FrameBytes + count);
        var crc = Crc(Crc(Crc(0, wire[0]), wire[1]), wire[2]);
        for (var i = 0; i < count; i++)
        {
            wire[3 + i] = data[i];
            crc = Crc(crc, data[i]);
        }
        wire[3 + count] = (byte)crc;
        wire[4 + count] = (byte)(crc >> 8);
        return FrameBytes + count;
    }
}
