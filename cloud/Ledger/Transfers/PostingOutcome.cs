namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>
/// What became of a transfer, in order of precedence: of all that apply the first is returned. Zero is never success. An id that was
/// refused by the state of the ledger stays refused with that answer (the customer was told so); an id that was malformed was never one.
/// The numbers are stored.
/// </summary>
public enum PostingOutcome
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is linked with one that was refused, or its chain has no end in the batch.</summary>
    ChainBroken = 1,

    /// <summary>The id is empty, too long, begins with '~' (the ledger's own) or holds something else than printable ASCII.</summary>
    BadId = 2,

    /// <summary>Another transfer has this id: a fault of the client, kept in quarantine.</summary>
    IdTaken = 3,

    /// <summary>The same was posted before: the first answer is given again.</summary>
    Known = 4,

    /// <summary>The amount is below zero.</summary>
    AmountNegative = 10,

    /// <summary>The amount is zero where there must be one, or not where there must be none.</summary>
    AmountZero = 11,

    /// <summary>More than <see cref="LedgerLimits.AmountMax"/>.</summary>
    AmountTooLarge = 12,

    /// <summary>Fields that do not go with the kind, a note too long, a hold that ends in the past or too late.</summary>
    BadFields = 13,

    /// <summary>An account that cannot be: its kind, subject or currency.</summary>
    BadAccount = 14,

    /// <summary>Both ends are the same.</summary>
    SameAccount = 15,

    /// <summary>The two ends have different currencies.</summary>
    CurrencyDiffers = 16,

    /// <summary>There is no such account to debit.</summary>
    DebitUnknown = 20,

    /// <summary>There is no such account to credit.</summary>
    CreditUnknown = 21,

    /// <summary>There is no such hold.</summary>
    HoldUnknown = 22,

    /// <summary>What it names is no hold.</summary>
    NotAHold = 23,

    /// <summary>The accounts are not those of the hold.</summary>
    HoldDiffers = 24,

    /// <summary>More than the hold holds.</summary>
    ExceedsHold = 25,

    /// <summary>The hold was posted already.</summary>
    HoldPosted = 26,

    /// <summary>The hold was released already.</summary>
    HoldVoided = 27,

    /// <summary>The hold's time is over.</summary>
    HoldExpired = 28,

    /// <summary>The account to debit is closed.</summary>
    DebitClosed = 30,

    /// <summary>The account to credit is closed.</summary>
    CreditClosed = 31,

    /// <summary>An account that may not go below zero would.</summary>
    ExceedsBalance = 32,

    /// <summary>An account would hold or owe more than <see cref="LedgerLimits.BalanceMax"/>.</summary>
    BalanceTooLarge = 33,

    /// <summary>Done.</summary>
    Posted = 100,
}
