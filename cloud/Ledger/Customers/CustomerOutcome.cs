namespace Wattline.Cloud.Ledger.Customers;

/// <summary>What became of a change, in order of precedence.</summary>
public enum CustomerOutcome
{
    /// <summary>Nothing yet.</summary>
    None,

    /// <summary>A name and a reason are needed.</summary>
    NoReason,

    /// <summary>A text is not 1 to <see cref="LedgerLimits.MarkCharsMax"/> visible ASCII characters, or there are too many.</summary>
    BadFields,

    /// <summary>There is no such account.</summary>
    Unknown,

    /// <summary>A card or code is another customer's.</summary>
    Conflict,

    /// <summary>It was so.</summary>
    Already,

    /// <summary>It is done.</summary>
    Done,
}
