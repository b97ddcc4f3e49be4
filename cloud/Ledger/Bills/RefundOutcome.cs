namespace Wattline.Cloud.Ledger.Bills;

/// <summary>What became of a refund or a payment that is taken back, in order of precedence. Zero is never success.</summary>
public enum RefundOutcome
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Who, and why, must be said.</summary>
    NoReason,

    /// <summary>The id was used for something else, or cannot be one.</summary>
    BadId,

    /// <summary>The same was asked for before.</summary>
    Already,

    /// <summary>The amount cannot be.</summary>
    BadAmount,

    /// <summary>There is no such account, or it is closed.</summary>
    BadAccount,

    /// <summary>More than there is to pay back.</summary>
    Exceeds,

    /// <summary>Done.</summary>
    Done,
}
