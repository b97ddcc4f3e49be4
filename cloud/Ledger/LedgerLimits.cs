namespace Wattline.Cloud.Ledger;

/// <summary>The limits of this room, each with its reason.</summary>
public static class LedgerLimits
{
    /// <summary>Minor units of one transfer: ten billion of a currency with two decimals, more than any bill; a thousand of them still fit into an account.</summary>
    public const long AmountMax = 1_000_000_000_000;

    /// <summary>Minor units that an account may hold or owe: a sum of 9,000 such accounts stays within 64 bits.</summary>
    public const long BalanceMax = 1_000_000_000_000_000;

    /// <summary>
    /// Minor units of one note: the largest in use are 500,000 dong and 100,000 rupiah (10,000,000 with two decimals). More is a
    /// validator gone wrong, and would hide every other difference of its box.
    /// </summary>
    public const long NoteValueMax = 100_000_000;

    /// <summary>The highest counter of a device: 32 bits (SSP). More is no counter.</summary>
    public const long CounterMax = uint.MaxValue;

    /// <summary>Characters of an id that a client makes: the longest identity of a message, and room for what a kiosk puts behind it.</summary>
    public const int IdCharsMax = 160;

    /// <summary>Characters of an account's subject: the name of a customer, a kiosk, a channel.</summary>
    public const int SubjectCharsMax = 64;

    /// <summary>Characters of the words on a transfer, and of a person's reason: a line.</summary>
    public const int NoteCharsMax = 200;

    /// <summary>Transfers of one batch: some 2 MB of rows; other callers wait for a batch no longer than a moment.</summary>
    public const int BatchMax = 8_192;

    /// <summary>Callers' single transfers that are posted together: what waits while one commit is under way, and a bound where many wait.</summary>
    public const int TogetherMax = 512;

    /// <summary>Callers that wait for their turn to post. Each holds a thread; one more is told at once that the ledger is busy.</summary>
    public const int WaitersMax = 1_024;

    /// <summary>Milliseconds that an amount may be held: a year. What is longer is not a reservation.</summary>
    public const long HoldMsMax = 366L * 86_400_000;

    /// <summary>Contents kept in quarantine of one id: whoever repeats a fault shows within a few.</summary>
    public const int QuarantineOfIdMax = 16;

    /// <summary>Rows of one answer.</summary>
    public const int PageRowsMax = 10_000;

    /// <summary>Records of a stream that one transaction takes in.</summary>
    public const int RecordsMax = 500;

    /// <summary>Expired holds that one look releases.</summary>
    public const int ExpiriesMax = 1_000;

    /// <summary>The first records of an epoch, in which a kiosk tells again what it has in escrow: one note a device, and the step after them.</summary>
    public const int RetoldMax = 3;

    /// <summary>Characters of what a kiosk reads and shows: card, code, account, masked name (docs/uplink.md). A device's display has a line of so many.</summary>
    public const int MarkCharsMax = 32;

    /// <summary>Cards and codes of a customer: a household's.</summary>
    public const int MarksMax = 16;

    /// <summary>Customers looked at for one kiosk's list: more do not fit into a device's message.</summary>
    public const int ListedCustomersMax = 256;
}
