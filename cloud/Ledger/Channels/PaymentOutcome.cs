namespace Wattline.Cloud.Ledger.Channels;

/// <summary>What became of a payment, in order of precedence. Zero is never success. The numbers are stored.</summary>
public enum PaymentOutcome
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Numbers, channel, currency or account that cannot be.</summary>
    BadFields = 1,

    /// <summary>Zero, below it, or more than <see cref="LedgerLimits.AmountMax"/>.</summary>
    AmountOutOfRange = 2,

    /// <summary>One of its numbers is known with other content: kept in quarantine, and shown.</summary>
    Conflict = 3,

    /// <summary>Taken, and to be paid back: its order was closed or over.</summary>
    Refunding = 10,

    /// <summary>Taken, and on the work list: its account or order is not known, or the amount is not the order's.</summary>
    InSuspense = 11,

    /// <summary>Credited to the customer.</summary>
    Credited = 12,
}
