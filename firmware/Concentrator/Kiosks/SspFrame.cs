using System;

namespace Wattline.Firmware.Kiosks;

/// <summary>
/// A frame of SSP: <c>7F | seq (bit 7) and address | LEN | data | CRC low | CRC high</c>; after the CRC is made,
/// every 7F behind the first is sent twice (ITL GA138, "Transport Layer").
/// </summary>
public static class SspFrame
{
    /// <summary>Starts a frame.</summary>
    public const byte Stx = 0x7F;

    /// <summary>The bit beside the address that tells a new command from a repeated one.</summary>
    public const int SequenceBit = 0x80;

    /// <summary>Bytes of the largest frame on the wire: all but STX may be doubled.</summary>
    public const int WireBytesMax = 1 + (2 * (2 + SspLimits.DataBytesMax + 2));

    /// <summary>CRC-16 with polynomial 8005 and seed FFFF, highest bit first.</summary>
    public static int Crc(int crc, int value)
    {
        crc ^= value << 8;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x8005) & 0xFFFF : (crc << 1) & 0xFFFF;
        }
        return crc;
    }

    /// <summary>Writes a frame.</summary>
    /// <param name="head">Sequence bit and address.</param>
    /// <param name="data">The command or reply.</param>
    /// <param name="count">Bytes of it, at most <see cref="SspLimits.DataBytesMax"/>.</param>
    /// <param name="wire">Receives the frame: <see cref="WireBytesMax"/> bytes hold any.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(int head, byte[] data, int count, byte[] wire)
    {
        if (count > SspLimits.DataBytesMax)
        {
            throw new ArgumentException("LEN is one byte.");
        }
        wire[0] = Stx;
        var at = 1;
        var crc = Crc(Crc(0xFFFF, head), count);
        at = Stuff(wire, at, head);
        at = Stuff(wire, at, count);
        for (var i = 0; i < count; i++)
        {
            crc = Crc(crc, data[i]);
            at = Stuff(wire, at, data[i]);
        }
        at = Stuff(wire, at, crc & 0xFF);
        return Stuff(wire, at, crc >> 8);
    }

    private static int Stuff(byte[] wire, int at, int value)
    {
        wire[at++] = (byte)value;
        if (value == Stx)
        {
            wire[at++] = Stx;
        }
        return at;
    }
}
