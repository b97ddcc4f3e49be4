namespace Wattline.Firmware.Kiosks;

/// <summary>Events in the reply of a poll, with the number of data bytes behind each (ITL GA138, note validators, protocol 7).</summary>
public static class SspEvent
{
    /// <summary>The validator started.</summary>
    public const int SlaveReset = 0xF1;

    /// <summary>A note is being read (0), or is in escrow and recognised (its channel): the next poll accepts it.</summary>
    public const int Read = 0xEF;

    /// <summary>The note of this channel cannot come back: the credit point.</summary>
    public const int NoteCredit = 0xEE;

    /// <summary>A note is on its way back to the customer.</summary>
    public const int Rejecting = 0xED;

    /// <summary>A note was given back.</summary>
    public const int Rejected = 0xEC;

    /// <summary>A note is on its way into the box.</summary>
    public const int Stacking = 0xCC;

    /// <summary>A note is in the box.</summary>
    public const int Stacked = 0xEB;

    /// <summary>A note is stuck where the customer cannot reach it.</summary>
    public const int SafeJam = 0xEA;

    /// <summary>A note is stuck where the customer may reach it.</summary>
    public const int UnsafeJam = 0xE9;

    /// <summary>The validator takes no notes.</summary>
    public const int Disabled = 0xE8;

    /// <summary>The box is full.</summary>
    public const int StackerFull = 0xE7;

    /// <summary>Somebody pulls at the note of this channel.</summary>
    public const int FraudAttempt = 0xE6;

    /// <summary>At start a note was found and given back; its channel, 0 unknown.</summary>
    public const int ClearedFromFront = 0xE1;

    /// <summary>At start a note was found and moved into the box; its channel, 0 unknown.</summary>
    public const int ClearedIntoCashbox = 0xE2;

    /// <summary>The number of data bytes behind an event.</summary>
    /// <returns>-1 for an event that is not in the table: what follows it cannot be told apart.</returns>
    public static int DataBytes(int code)
    {
        switch (code)
        {
            case Read:
            case NoteCredit:
            case FraudAttempt:
            case ClearedFromFront:
            case ClearedIntoCashbox:
                return 1;
            case SlaveReset:
            case Rejecting:
            case Rejected:
            case Stacking:
            case Stacked:
            case SafeJam:
            case UnsafeJam:
            case Disabled:
            case StackerFull:
            case 0xE0: // Note path open.
            case 0xE3: // Cash box removed.
            case 0xE4: // Cash box replaced.
            case 0xE5: // Bar code validated.
            case 0xD1: // Bar code acknowledged.
            case 0xB5: // All channels inhibited.
            case 0xB6: // Initialising.
                return 0;
            default:
                return -1;
        }
    }
}
