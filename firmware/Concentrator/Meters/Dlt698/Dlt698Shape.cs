using Wattline.Firmware.Meters.Dlms;
using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Firmware.Meters.Dlt698;

/// <summary>68, length (2), control, address, HCS, APDU, FCS, 16 (DL/T 698.45, clause 6). The end is known from the length alone.</summary>
public sealed class Dlt698Shape : IFrameShape
{
    /// <inheritdoc/>
    public int HeadBytes => 8;

    /// <summary>Index of the APDU in a frame that starts there: behind start, length, control, address head, server, client, HCS.</summary>
    public static int ApduStart(byte[] bytes, int start) => start + 9 + (bytes[start + 4] & 0x0F);

    /// <inheritdoc/>
    public int Weigh(byte[] bytes, int start, int end, out int reason)
    {
        reason = FrameReject.None;
        var available = end - start;
        if (bytes[start] != 0x68)
        {
            return FrameScanner.NoFrame;
        }

        if (available < 5)
        {
            return FrameScanner.Incomplete;
        }

        // Bit 14 says that the length counts kilobytes: no meter on a line sends that.
        var length = bytes[start + 1] | (bytes[start + 2] << 8);
        if (length + 2 > Dlt698Limits.FrameMax)
        {
            reason = FrameReject.TooLong;
            return FrameScanner.NoFrame;
        }

        var head = 5 + (bytes[start + 4] & 0x0F) + 2;
        if (length < head + 4)
        {
            reason = FrameReject.BadHead;
            return FrameScanner.NoFrame;
        }

        if (available < length + 2)
        {
            return FrameScanner.Incomplete;
        }

        if (bytes[start + length + 1] != 0x16)
        {
            reason = FrameReject.BadEnd;
            return FrameScanner.NoFrame;
        }

        if (!HdlcCrc.Fits(bytes, start + 1, head - 1) || !HdlcCrc.Fits(bytes, start + 1, length - 2))
        {
            reason = FrameReject.BadChecksum;
            return FrameScanner.NoFrame;
        }

        return length + 2;
    }
}
