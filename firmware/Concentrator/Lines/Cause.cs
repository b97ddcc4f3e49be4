namespace Wattline.Firmware.Lines;

/// <summary>Why values of an entry are missing (docs/uplink.md).</summary>
public static class Cause
{
    /// <summary>Nothing is missing.</summary>
    public const int Valid = 0;

    /// <summary>The meter gave no answer.</summary>
    public const int Silent = 1;

    /// <summary>Answers came, none of them whole.</summary>
    public const int Noise = 2;

    /// <summary>The meter answered that it has no such data.</summary>
    public const int Refused = 3;

    /// <summary>The meter answered FF.</summary>
    public const int NoValue = 4;

    /// <summary>The device was not running.</summary>
    public const int ConcentratorDown = 5;

    /// <summary>The window ended before the meter's turn.</summary>
    public const int WindowClosed = 6;

    /// <summary>The device ran and did not know the time: its clock was not valid, or was set past the slot. 7 is the journal's.</summary>
    public const int NoClock = 8;

    /// <summary>The flash took nothing, so that no slot could begin.</summary>
    public const int JournalRefused = 9;

    /// <summary>The meter's own record says that it had no supply.</summary>
    public const int NoSupply = 10;

    /// <summary>The meter's memory does not hold the item.</summary>
    public const int NotInMemory = 11;

    /// <summary>The meter's clock is too far off to date the item.</summary>
    public const int NoDate = 12;

    /// <summary>Another meter than the plan's answers at the address.</summary>
    public const int OtherMeter = 13;

    /// <summary>The meter said whenever it was asked that it has no time.</summary>
    public const int Busy = 14;

    /// <summary>The meter's answers cannot be trusted: wrong key, wrong tag, a counter that stepped back.</summary>
    public const int Unauthenticated = 15;
}
