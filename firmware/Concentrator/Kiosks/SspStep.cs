namespace Wattline.Firmware.Kiosks;

/// <summary>
/// The states of a <see cref="SspDevice"/>. Each sends one command and waits for its reply; <see cref="_moves"/> says
/// which, and what follows. What is not in the table is decided by events: escrow, money, restart (SspDevice.Events.cs).
/// </summary>
public static class SspStep
{
    /// <summary>After any start or silence, before all else. A poll here could accept a note that nobody journalled.</summary>
    public const int Sync = 0;

    /// <summary>Gives back a note that may be in escrow.</summary>
    public const int RejectFound = 1;

    /// <summary>Takes the validator's counters before it is polled.</summary>
    public const int Counters = 2;

    /// <summary>Agrees on the version of events.</summary>
    public const int Version = 3;

    /// <summary>Asks for channels, values and currency.</summary>
    public const int Setup = 4;

    /// <summary>Closes all channels: at start, and at a session's end.</summary>
    public const int Inhibit = 5;

    /// <summary>No notes.</summary>
    public const int Disable = 6;

    /// <summary>Polls until nothing moves.</summary>
    public const int Settling = 7;

    /// <summary>Compares the counters with the journal: every note that is on its way gets its fate.</summary>
    public const int Reconcile = 8;

    /// <summary>No session: waits for an account.</summary>
    public const int Idle = 9;

    /// <summary>Opens the channels that have a value.</summary>
    public const int OpenChannels = 10;

    /// <summary>Notes from now on.</summary>
    public const int Enable = 11;

    /// <summary>In session: notes come.</summary>
    public const int Active = 12;

    /// <summary>The journal refused: keeps the note until it is rejected.</summary>
    public const int Hold = 13;

    /// <summary>Gives the note back, and ends the session.</summary>
    public const int RejectHeld = 14;

    /// <summary>Gives the note back.</summary>
    public const int RejectNote = 15;

    /// <summary>Money that no note on its way explains: the counters tell whether it is new.</summary>
    public const int Decide = 16;

    /// <summary>All money of the last poll is in the journal.</summary>
    public const int Acknowledge = 17;

    /// <summary>Tells the first prime of a key exchange; only with encryption, and then right after SYNC.</summary>
    public const int Generator = 18;

    /// <summary>Tells the second prime.</summary>
    public const int Modulus = 19;

    /// <summary>Exchanges numbers: from here on all is encrypted.</summary>
    public const int Exchange = 20;

    /// <summary>Back to the state that polled: Settling, Idle or Active.</summary>
    public const int Polling = -1;

    // State, its command, the state after it was done, the state after it was refused. In the order of the states.
    private static readonly int[] _moves = new int[]
    {
        Sync, SspCommand.Sync, RejectFound, RejectFound,
        RejectFound, SspCommand.Reject, Counters, Counters,
        Counters, SspCommand.GetCounters, Version, Version,
        Version, SspCommand.HostProtocolVersion, Setup, Setup,
        Setup, SspCommand.SetupRequest, Inhibit, Sync,
        Inhibit, SspCommand.SetInhibits, Disable, Disable,
        Disable, SspCommand.Disable, Settling, Settling,
        Settling, SspCommand.PollWithAck, Settling, Sync,
        Reconcile, SspCommand.GetCounters, Idle, Idle,
        Idle, SspCommand.PollWithAck, Idle, Sync,
        OpenChannels, SspCommand.SetInhibits, Enable, Sync,
        Enable, SspCommand.Enable, Active, Sync,
        Active, SspCommand.PollWithAck, Active, Sync,
        Hold, SspCommand.Hold, RejectHeld, RejectHeld,
        RejectHeld, SspCommand.Reject, Inhibit, Inhibit,
        RejectNote, SspCommand.Reject, Polling, Polling,
        Decide, SspCommand.GetCounters, Polling, Polling,
        Acknowledge, SspCommand.EventAck, Polling, Polling,
        Generator, SspCommand.SetGenerator, Modulus, Sync,
        Modulus, SspCommand.SetModulus, Exchange, Sync,
        Exchange, SspCommand.RequestKeyExchange, RejectFound, Sync,
    };

    /// <summary>The command that the state sends (<see cref="SspCommand"/>).</summary>
    public static int Command(int state) => _moves[(state * 4) + 1];

    /// <summary>The state that follows.</summary>
    public static int After(int state, bool done) => _moves[(state * 4) + (done ? 2 : 3)];

    /// <summary>Does the state poll?</summary>
    public static bool IsPolling(int state) => state == Settling || state == Idle || state == Active;
}
