namespace Wattline.Firmware.Kiosks;

/// <summary>
/// The steps of a <see cref="CcNetDevice"/>. Each sends one command and waits for its reply; <see cref="_moves"/> says which,
/// and what follows. What is not in the table is decided by the state that a poll tells.
/// </summary>
public static class CcNetStep
{
    /// <summary>After any start or silence: a poll accepts nothing here, and tells what a power cut left.</summary>
    public const int Find = 0;

    /// <summary>Starts the device again: a note in its path is dealt with.</summary>
    public const int Reset = 1;

    /// <summary>Gives back a note that is in escrow.</summary>
    public const int ReturnFound = 2;

    /// <summary>Asks what each kind is worth.</summary>
    public const int Table = 3;

    /// <summary>Takes no notes.</summary>
    public const int Disable = 4;

    /// <summary>Polls until nothing moves.</summary>
    public const int Settling = 5;

    /// <summary>Closed: waits to be opened.</summary>
    public const int Idle = 6;

    /// <summary>Opens the kinds that have a value, all with escrow.</summary>
    public const int Enable = 7;

    /// <summary>Notes come.</summary>
    public const int Active = 8;

    /// <summary>The note whose escrow is journalled goes into the box.</summary>
    public const int Stack = 9;

    /// <summary>The note goes back.</summary>
    public const int Return = 10;

    /// <summary>Back to the step that polled: Settling, Idle or Active.</summary>
    public const int Polling = -1;

    // Step, its command, the step after it was done, the step after it was refused. In the order of the steps.
    private static readonly int[] _moves = new int[]
    {
        Find, CcNetCode.Poll, Table, Find,
        Reset, CcNetCode.Reset, Find, Find,
        ReturnFound, CcNetCode.Return, Find, Find,
        Table, CcNetCode.GetBillTable, Disable, Find,
        Disable, CcNetCode.EnableBillTypes, Settling, Find,
        Settling, CcNetCode.Poll, Settling, Find,
        Idle, CcNetCode.Poll, Idle, Find,
        Enable, CcNetCode.EnableBillTypes, Active, Find,
        Active, CcNetCode.Poll, Active, Find,
        Stack, CcNetCode.Stack, Polling, Polling,
        Return, CcNetCode.Return, Polling, Polling,
    };

    /// <summary>The command that the step sends.</summary>
    public static int Command(int step) => _moves[(step * 4) + 1];

    /// <summary>The step that follows.</summary>
    public static int After(int step, bool done) => _moves[(step * 4) + (done ? 2 : 3)];

    /// <summary>Does the step poll?</summary>
    public static bool IsPolling(int step) => step == Settling || step == Idle || step == Active;
}
