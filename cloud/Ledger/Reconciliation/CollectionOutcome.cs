namespace Wattline.Cloud.Ledger.Reconciliation;

/// <summary>What became of a count or a deposit, in order of precedence. Zero is never success.</summary>
public enum CollectionOutcome
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Who says so, and why, must be said.</summary>
    NoReason,

    /// <summary>There is no such collection.</summary>
    Unknown,

    /// <summary>Below zero, or more than an amount can be.</summary>
    BadAmount,

    /// <summary>The same was said before.</summary>
    Already,

    /// <summary>Something else was said before; it stands, and somebody has to look.</summary>
    Contradicts,

    /// <summary>Done.</summary>
    Done,
}
