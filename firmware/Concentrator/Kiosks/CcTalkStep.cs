namespace Wattline.Firmware.Kiosks;

/// <summary>
/// The steps of a <see cref="CcTalkDevice"/>. Each sends one command and waits for its reply; <see cref="_moves"/> says which,
/// and what follows. What is not in the table is decided by events.
/// </summary>
public static class CcTalkStep
{
    /// <summary>After any start or silence.</summary>
    public const int Find = 0;

    /// <summary>Nothing is accepted: before all else, and at a session's end.</summary>
    public const int Shut = 1;

    /// <summary>A note validator: with stacker and escrow.</summary>
    public const int Mode = 2;

    /// <summary>Gives back a note that may be in escrow.</summary>
    public const int ReturnFound = 3;

    /// <summary>Asks what the piece of one position is.</summary>
    public const int Name = 4;

    /// <summary>Asks for factor and decimals of its country.</summary>
    public const int Scale = 5;

    /// <summary>Takes the counter of accepted pieces before anything is opened.</summary>
    public const int Count = 6;

    /// <summary>Polls until nothing moves.</summary>
    public const int Settling = 7;

    /// <summary>Compares the counter with the journal.</summary>
    public const int Reconcile = 8;

    /// <summary>Closed: waits to be opened.</summary>
    public const int Idle = 9;

    /// <summary>Opens the positions that have a value.</summary>
    public const int OpenMask = 10;

    /// <summary>Money from now on.</summary>
    public const int OpenMaster = 11;

    /// <summary>Money comes.</summary>
    public const int Active = 12;

    /// <summary>The note whose escrow is journalled goes into the box.</summary>
    public const int Stack = 13;

    /// <summary>The note goes back.</summary>
    public const int Return = 14;

    /// <summary>Before it is opened, a note validator is told once more to use its escrow: it may have started again before its first event, and that shows nowhere.</summary>
    public const int OpenMode = 15;

    /// <summary>Back to the state that polled: Settling, Idle or Active.</summary>
    public const int Polling = -1;

    // Step, the step after it was done, the step after it was refused. In the order of the steps.
    private static readonly int[] _moves = new int[]
    {
        Find, Shut, Find,
        Shut, Mode, Find,
        Mode, ReturnFound, ReturnFound,
        ReturnFound, Name, Name,
        Name, Name, Name,
        Scale, Name, Name,
        Count, Settling, Settling,
        Settling, Settling, Find,
        Reconcile, Idle, Idle,
        Idle, Idle, Find,
        OpenMask, OpenMaster, Find,
        OpenMaster, Active, Find,
        Active, Active, Find,
        Stack, Polling, Polling,
        Return, Polling, Polling,
        OpenMode, OpenMask, Find,
    };

    /// <summary>The step that follows.</summary>
    public static int After(int step, bool done) => _moves[(step * 3) + (done ? 1 : 2)];

    /// <summary>Does the step poll?</summary>
    public static bool IsPolling(int step) => step == Settling || step == Idle || step == Active;
}
