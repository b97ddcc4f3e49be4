using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Firmware.Meters.MBus;

/// <summary>E5, 10 C A CS 16, and 68 L L 68 C A CI … CS 16 (EN 13757-2, 5.4). The end is known from L alone.</summary>
public sealed class MBusShape : IFrameShape
{
    /// <summary>The only byte of an acknowledgement.</summary>
    public const byte Acknowledge = 0xE5;

    private const byte ShortStart = 0x10;
    private const byte LongStart = 0x68;
    private const byte Stop = 0x16;

    /// <summary>True while an E5 is an answer and not a stray byte.</summary>
    public bool TakesAcknowledge { get; set; } = true;

    /// <inheritdoc/>
    public int HeadBytes => 4;

    /// <inheritdoc/>
    public int Weigh(byte[] bytes, int start, int end, out int reason)
    {
        reason = FrameReject.None;
        var available = end - start;
        switch (bytes[start])
        {
            case Acknowledge:
                return TakesAcknowledge ? 1 : FrameScanner.NoFrame;
            case ShortStart:
                return available < 5 ? FrameScanner.Incomplete : Check(bytes, start, 1, 2, out reason);
            case LongStart:
                break;
            default:
                return FrameScanner.NoFrame;
        }

        if (available < 4)
        {
            return FrameScanner.Incomplete;
        }

        if (bytes[start + 1] != bytes[start + 2] || bytes[start + 3] != LongStart || bytes[start + 1] < 3)
        {
            reason = FrameReject.BadHead;
            return FrameScanner.NoFrame;
        }

        return available < bytes[start + 1] + 6 ? FrameScanner.Incomplete : Check(bytes, start, 4, bytes[start + 1], out reason);
    }

    private static int Check(byte[] bytes, int start, int head, int count, out int reason)
    {
        reason = FrameReject.None;
        if (bytes[start + head + count + 1] != Stop)
        {
            reason = FrameReject.BadEnd;
            return FrameScanner.NoFrame;
        }

        var sum = 0;
        for (var i = 0; i < count; i++)
        {
            sum += bytes[start + head + i];
        }

        if ((byte)sum == bytes[start + head + count])
        {
            return head + count + 2;
        }

        reason = FrameReject.BadChecksum;
        return FrameScanner.NoFrame;
    }
}
