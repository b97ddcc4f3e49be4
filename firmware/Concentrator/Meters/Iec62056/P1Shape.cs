using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Firmware.Meters.Iec62056;

/// <summary>
/// A P1 telegram: / … CR LF ! CRC CR LF (DSMR 5.0.2, 5.12). The CRC-16 (A001, start 0) is over all from / to !; DSMR 2
/// and 3 have none, and some meters leave its leading zeros out or write it small. Of a line of 7E1 that is read as 8N1 bit 7 is left out.
/// </summary>
public sealed class P1Shape : IFrameShape
{
    /// <inheritdoc/>
    public int HeadBytes => 2;

    /// <inheritdoc/>
    public int Weigh(byte[] bytes, int start, int end, out int reason)
    {
        reason = FrameReject.None;
        if ((bytes[start] & 0x7F) != IecShape.Slash)
        {
            return FrameScanner.NoFrame;
        }

        var mark = Mark(bytes, start, end);
        if (mark < 0)
        {
            return end - start > IecLimits.MessageMax ? FrameScanner.NoFrame : FrameScanner.Incomplete;
        }

        var digits = 0;
        var said = 0;
        for (var i = mark + 1; i < end; i++)
        {
            var digit = Digit(bytes[i] & 0x7F);
            if (digit >= 0 && digits < 4)
            {
                said = (said << 4) | digit;
                digits++;
            }
            else if ((bytes[i] & 0x7F) is '\r' or '\n')
            {
                if (digits == 0 || said == Crc(bytes, start, mark + 1 - start))
                {
                    return i + 1 - start;
                }

                reason = FrameReject.BadChecksum;
                return FrameScanner.NoFrame;
            }
            else
            {
                reason = FrameReject.BadEnd;
                return FrameScanner.NoFrame;
            }
        }

        return FrameScanner.Incomplete;
    }

    /// <summary>CRC-16 with polynomial A001 reflected and start 0.</summary>
    public static int Crc(byte[] bytes, int offset, int count)
    {
        var crc = 0;
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

    /// <summary>Index of the ! that begins a line, or −1.</summary>
    public static int Mark(byte[] bytes, int start, int end)
    {
        for (var i = start + 1; i < end; i++)
        {
            if ((bytes[i] & 0x7F) == '!' && (bytes[i - 1] & 0x7F) == '\n')
            {
                return i;
            }
        }

        return -1;
    }

    private static int Digit(int value) =>
        value is >= '0' and <= '9' ? value - '0'
        : value is >= 'A' and <= 'F' ? value - 'A' + 10
        : value is >= 'a' and <= 'f' ? value - 'a' + 10
        : -1;
}
