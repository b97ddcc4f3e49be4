using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Firmware.Meters.Cjt188;

/// <summary>68, T, A0 to A6, C, L, data, CS, 16 (CJ/T 188, clause 7.2). The end is known from L alone.</summary>
public sealed class Cjt188Shape : IFrameShape
{
    private const byte Start = 0x68;
    private const byte End = 0x16;

    /// <inheritdoc/>
    public int HeadBytes => 11;

    /// <inheritdoc/>
    public int Weigh(byte[] bytes, int start, int end, out int reason)
    {
        reason = FrameReject.None;
        var available = end - start;
        if (bytes[start] != Start)
        {
            return FrameScanner.NoFrame;
        }

        if (available < 11)
        {
            return FrameScanner.Incomplete;
        }

        var length = Cjt188Limits.Overhead + bytes[start + 10];
        if (available < length)
        {
            return FrameScanner.Incomplete;
        }

        // A wrong length shows at the end byte first; the checksum would only say that something is wrong.
        if (bytes[start + length - 1] != End)
        {
            reason = FrameReject.BadEnd;
            return FrameScanner.NoFrame;
        }

        if (Sum(bytes, start, length - 2) != bytes[start + length - 2])
        {
            reason = FrameReject.BadChecksum;
            return FrameScanner.NoFrame;
        }

        return length;
    }

    /// <summary>The sum of bytes, modulo 256.</summary>
    internal static int Sum(byte[] bytes, int start, int count)
    {
        var sum = 0;
        for (var i = 0; i < count; i++)
        {
            sum += bytes[start + i];
        }

        return sum & 0xFF;
    }
}
