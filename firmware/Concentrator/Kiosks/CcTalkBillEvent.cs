namespace Wattline.Firmware.Kiosks;

/// <summary>Second bytes of a note validator's events (ccTalk, part 3, header 159). The first two stand beside a note, the others beside 0.</summary>
public static class CcTalkBillEvent
{
    /// <summary>The note is valid and in the box.</summary>
    public const int Stacked = 0;

    /// <summary>The note is valid and waits.</summary>
    public const int InEscrow = 1;

    /// <summary>Beside 0: the note in escrow was given back.</summary>
    public const int Returned = 1;

    /// <summary>Stuck where a hand may reach it.</summary>
    public const int JammedUnsafe = 6;

    /// <summary>Stuck in the stacker.</summary>
    public const int JammedInStacker = 7;

    /// <summary>Pulled out against the direction.</summary>
    public const int PulledBackwards = 8;

    /// <summary>Something is wrong on purpose.</summary>
    public const int Tamper = 9;

    /// <summary>The box is well.</summary>
    public const int StackerOk = 10;

    /// <summary>The box is out.</summary>
    public const int StackerRemoved = 11;

    /// <summary>The box is in.</summary>
    public const int StackerInserted = 12;

    /// <summary>The stacker does not work.</summary>
    public const int StackerFaulty = 13;

    /// <summary>The box is full.</summary>
    public const int StackerFull = 14;

    /// <summary>The stacker is stuck.</summary>
    public const int StackerJammed = 15;

    /// <summary>Stuck where no hand reaches it.</summary>
    public const int JammedSafe = 16;

    /// <summary>A trick with light.</summary>
    public const int OptoFraud = 17;

    /// <summary>A note on a string.</summary>
    public const int StringFraud = 18;

    /// <summary>A note of unknown kind went into the box.</summary>
    public const int UnknownStacked = 21;
}
