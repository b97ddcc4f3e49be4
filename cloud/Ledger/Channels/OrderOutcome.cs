namespace Wattline.Cloud.Ledger.Channels;

/// <summary>What became of an order, in order of precedence. Zero is never success.</summary>
public enum OrderOutcome
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Numbers, channel, currency, amount or end that cannot be.</summary>
    BadFields,

    /// <summary>There is no such order.</summary>
    Unknown,

    /// <summary>The number is another order's.</summary>
    NumberTaken,

    /// <summary>It was paid: it cannot be closed, but refunded.</summary>
    Paid,

    /// <summary>It was so before.</summary>
    Already,

    /// <summary>The account is unknown or closed.</summary>
    BadAccount,

    /// <summary>Done.</summary>
    Done,
}
