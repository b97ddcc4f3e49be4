namespace Wattline.Firmware.Kiosks;

/// <summary>
/// A frame of ccTalk: <c>destination | length of data | source | header | data | checksum</c>, all bytes adding up to 0; or,
/// with CRC, its low byte in the source's place and its high byte last (ccTalk Generic Specification, part 1, 7 and 8).
/// </summary>
public static class CcTalkFrame
{
    /// <summary>Bytes around the data.</summary>
    public const int FrameBytes = 5;

    /// <summary>Bytes of the largest frame that this host deals with.</summary>
    public const int WireBytesMax = FrameBytes + CcTalkLimits.DataBytesMax;

    /// <summary>CRC-CCITT: polynomial 1021, start 0, highest bit first.</summary>
    public static int Crc(int crc, int value)
    {
        crc ^= value << 8;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x1021) & 0xFFFF : (crc << 1) & 0xFFFF;
        }
        return crc;
    }

    /// <summary>Writes a frame.</summary>
    /// <param name="destination">Who it is for.</param>
    /// <param name="source">Who sends it; not said with CRC.</param>
    /// <param name="header">Command, or 0 in a reply.</param>
    /// <param name="data">The data.</param>
    /// <param name="count">Bytes of it, at most <see cref="CcTalkLimits.DataBytesMax"/>.</param>
    /// <param name="hasCrc">With CRC instead of the simple sum.</param>
    /// <param name="wire">Receives the frame.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(int destination, int source, int header, byte[] data, int count, bool hasCrc, byte[] wire)
    {
        wire[0] = (byte)destination;
        wire[1] = (byte)count;
        wire[2] = (byte)source;
        wire[3] = (byte)header;
        for (var i = 0; i < count; i++)
        {
            wire[4 + i] = data[i];
        }
        if (hasCrc)
        {
            var crc = CrcOf(wire, count);
            wire[2] = (byte)crc;
            wire[4 + count] = (byte)(crc >> 8);
            return FrameBytes + count;
        }
        var sum = 0;
        for (var i = 0; i < 4 + count; i++)
        {
            sum += wire[i];
        }
        wire[4 + count] = (byte)-sum;
        return FrameBytes + count;
    }

    /// <summary>True when a whole frame carries the checksum that it must.</summary>
    public static bool IsGood(byte[] wire, bool hasCrc)
    {
        var count = wire[1];
        if (hasCrc)
        {
            var crc = CrcOf(wire, count);
            return wire[2] == (crc & 0xFF) && wire[4 + count] == crc >> 8;
        }
        var sum = 0;
        for (var i = 0; i < FrameBytes + count; i++)
        {
            sum += wire[i];
        }
        return (sum & 0xFF) == 0;
    }

    private static int CrcOf(byte[] wire, int count)
    {
        var crc = Crc(Crc(Crc(0, wire[0]), wire[1]), wire[3]);
        for (var i = 0; i < count; i++)
        {
            crc = Crc(crc, wire[4 + i]);
        }
        return crc;
    }
}
