using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Firmware.Meters.Dlms;

/// <summary>
/// 7E, format, destination, source, control, HCS, information, FCS, 7E (IEC 62056-46, 6.4). A 7E inside is found only
/// by the length. The closing flag may be the opening one of the next frame: it is not part of the length here.
/// </summary>
public sealed class HdlcShape : IFrameShape
{
    /// <summary>Opens and closes a frame.</summary>
    public const byte Flag = 0x7E;

    /// <inheritdoc/>
    public int HeadBytes => 4;

    /// <inheritdoc/>
    public int Weigh(byte[] bytes, int start, int end, out int reason)
    {
        reason = FrameReject.None;
        var available = end - start;
        if (bytes[start] != Flag)
        {
            return FrameScanner.NoFrame;
        }

        if (available < 3)
        {
            return FrameScanner.Incomplete;
        }

        if (bytes[start + 1] == Flag)
        {
            return FrameScanner.NoFrame;
        }

        if ((bytes[start + 1] & 0xF0) != 0xA0)
        {
            reason = FrameReject.BadHead;
            return FrameScanner.NoFrame;
        }

        var length = ((bytes[start + 1] & 7) << 8) | bytes[start + 2];
        if (length < 7)
        {
            reason = FrameReject.BadHead;
            return FrameScanner.NoFrame;
        }

        if (available < length + 2)
        {
            return FrameScanner.Incomplete;
        }

        if (bytes[start + 1 + length] != Flag)
        {
            reason = FrameReject.BadEnd;
            return FrameScanner.NoFrame;
        }

        var head = HeadLength(bytes, start + 1, length);
        if (head < 0)
        {
            reason = FrameReject.BadHead;
            return FrameScanner.NoFrame;
        }

        if (!HdlcCrc.Fits(bytes, start + 1, length - 2) || (length > head + 2 && !HdlcCrc.Fits(bytes, start + 1, head)))
        {
            reason = FrameReject.BadChecksum;
            return FrameScanner.NoFrame;
        }

        // A flag that another frame may begin with stays.
        return length + 1;
    }

    /// <summary>Bytes of an address that begins there, or −1.</summary>
    public static int AddressLength(byte[] bytes, int at, int end)
    {
        for (var i = 1; i <= 4 && at + i <= end; i++)
        {
            if ((bytes[at + i - 1] & 1) != 0)
            {
                return i == 3 ? -1 : i;
            }
        }

        return -1;
    }

    /// <summary>Bytes from the format to the control field, or −1.</summary>
    private static int HeadLength(byte[] bytes, int at, int length)
    {
        var end = at + length - 2;
        var destination = AddressLength(bytes, at + 2, end);
        if (destination < 0)
        {
            return -1;
        }

        var source = AddressLength(bytes, at + 2 + destination, end);
        var head = 3 + destination + source;
        return source < 0 || head > length - 2 ? -1 : head;
    }
}
