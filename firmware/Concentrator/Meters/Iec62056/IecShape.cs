using Wattline.Firmware.Meters.Exchange;

namespace Wattline.Firmware.Meters.Iec62056;

/// <summary>
/// / … CR LF (identification), STX … ETX BCC (data), SOH … ETX BCC (command), NAK (IEC 62056-21, clause 5.8). A line of
/// 7E1 that is read as 8N1 has the parity in bit 7: it is left out.
/// </summary>
public sealed class IecShape : IFrameShape
{
    /// <summary>Begins data.</summary>
    public const byte Stx = 0x02;

    /// <summary>Begins a command.</summary>
    public const byte Soh = 0x01;

    /// <summary>Ends both.</summary>
    public const byte Etx = 0x03;

    /// <summary>Begins an identification.</summary>
    public const byte Slash = (byte)'/';

    /// <summary>"Say it again."</summary>
    public const byte Nak = 0x15;

    private readonly P1Shape _telegram = new P1Shape();

    /// <summary>True while the meter speaks by itself: what begins with / is a whole telegram.</summary>
    public bool TakesTelegrams { get; set; }

    /// <inheritdoc/>
    public int HeadBytes => 2;

    /// <inheritdoc/>
    public int Weigh(byte[] bytes, int start, int end, out int reason)
    {
        reason = FrameReject.None;
        switch (bytes[start] & 0x7F)
        {
            case Nak:
                return 1;
            case Slash:
                return TakesTelegrams ? _telegram.Weigh(bytes, start, end, out reason) : Line(bytes, start, end);
            case Stx:
            case Soh:
                return Block(bytes, start, end, out reason);
            default:
                return FrameScanner.NoFrame;
        }
    }

    private static int Line(byte[] bytes, int start, int end)
    {
        for (var i = start + 1; i < end && i < start + IecLimits.IdentificationMax; i++)
        {
            if ((bytes[i] & 0x7F) == '\n')
            {
                return (bytes[i - 1] & 0x7F) == '\r' ? i + 1 - start : FrameScanner.NoFrame;
            }
        }

        return end - start >= IecLimits.IdentificationMax ? FrameScanner.NoFrame : FrameScanner.Incomplete;
    }

    private static int Odd(int value)
    {
        value ^= value >> 4;
        value ^= value >> 2;
        return (value ^ (value >> 1)) & 1;
    }

    /// <summary>The check is the XOR of all behind the first byte up to and with ETX; it may be any byte.</summary>
    private static int Block(byte[] bytes, int start, int end, out int reason)
    {
        reason = FrameReject.None;
        var check = 0;
        var parity = 0;
        var odd = 0;
        for (var i = start + 1; i < end; i++)
        {
            check ^= bytes[i] & 0x7F;
            parity |= bytes[i] & 0x80;
            odd |= Odd(bytes[i]);
            if ((bytes[i] & 0x7F) == Etx)
            {
                if (i + 1 >= end)
                {
                    return FrameScanner.Incomplete;
                }

                // Where bit 7 is the parity it must fit in every character: the check alone lets one damage in 128 through.
                if ((bytes[i + 1] & 0x7F) == check && (parity == 0 || odd == 0))
                {
                    return i + 2 - start;
                }

                reason = FrameReject.BadChecksum;
                return FrameScanner.NoFrame;
            }

            if (i - start > IecLimits.MessageMax)
            {
                reason = FrameReject.TooLong;
                return FrameScanner.NoFrame;
            }
        }

        return FrameScanner.Incomplete;
    }
}
