namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>What became of a change of a point, in order of precedence. Zero is never success.</summary>
public enum PointOutcome
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Who, and why, must be said.</summary>
    NoReason,

    /// <summary>Names, currency, authority or zone that cannot be.</summary>
    BadFields,

    /// <summary>There is no such point.</summary>
    Unknown,

    /// <summary>The meter is another point's.</summary>
    MeterTaken,

    /// <summary>The account is unknown or closed.</summary>
    BadAccount,

    /// <summary>A change of tenant that lies before the last one.</summary>
    TooEarly,

    /// <summary>The ledger is not given up as authority while its tenant owes, has money, or is disconnected: there would be two balances.</summary>
    NotSettled,

    /// <summary>It was so before.</summary>
    Already,

    /// <summary>Done.</summary>
    Done,
}
