namespace Wattline.Cloud.Ledger.Suspense;

/// <summary>What became of a decision on the work list, in order of precedence. Zero is never success.</summary>
public enum SuspenseOutcome
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Who decides, and why, must be said.</summary>
    NoReason,

    /// <summary>There is no such item.</summary>
    Unknown,

    /// <summary>The same was decided before.</summary>
    Already,

    /// <summary>Something else was decided before.</summary>
    Closed,

    /// <summary>Nobody has said yet how much it is.</summary>
    NotAppraised,

    /// <summary>How much it is was said already, or cannot be.</summary>
    BadAmount,

    /// <summary>The account is unknown, closed, or of another currency.</summary>
    BadAccount,

    /// <summary>Done.</summary>
    Done,
}
