namespace Wattline.Firmware.Commands;

/// <summary>How far a command has come (docs/uplink.md), and the legal moves as a table: what is absent cannot happen.</summary>
public static class CommandState
{
    /// <summary>Nothing is known of it.</summary>
    public const int None = 0;

    /// <summary>Genuine, in time, newer than all before it, and on the flash.</summary>
    public const int Accepted = 1;

    /// <summary>About to be sent to the meter, or sent without a word from it.</summary>
    public const int Pending = 2;

    /// <summary>The meter says that it did it. That is no proof.</summary>
    public const int Done = 3;

    /// <summary>The meter's state proves it.</summary>
    public const int Verified = 4;

    /// <summary>The customer may close by the meter's button; the relay is open.</summary>
    public const int Allowed = 5;

    /// <summary>The relay is closed, and there is voltage.</summary>
    public const int Closed = 6;

    /// <summary>It was not obeyed, for a reason.</summary>
    public const int Refused = 7;

    /// <summary>Its time was over, or could not be known after a restart.</summary>
    public const int Expired = 8;

    /// <summary>It was tried, and not proved.</summary>
    public const int Failed = 9;

    // Row: from. Bit: to.
    private static readonly int[] _moves =
    {
        Bit(Accepted) | Bit(Refused) | Bit(Expired),
        Bit(Pending) | Bit(Done) | Bit(Refused) | Bit(Expired) | Bit(Failed),
        Bit(Pending) | Bit(Done) | Bit(Verified) | Bit(Allowed) | Bit(Closed) | Bit(Refused) | Bit(Expired) | Bit(Failed),
        Bit(Done) | Bit(Verified) | Bit(Allowed) | Bit(Closed) | Bit(Refused) | Bit(Failed),
        0,
        Bit(Closed),
        0,
        0,
        0,
        0,
    };

    /// <summary>True when a command may go from one state to another.</summary>
    public static bool CanMove(int from, int to) => (_moves[from] & Bit(to)) != 0;

    /// <summary>True when nothing more is to be done.</summary>
    public static bool IsEnd(int state) => state >= Verified;

    private static int Bit(int state) => 1 << state;
}
