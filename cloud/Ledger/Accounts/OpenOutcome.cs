namespace Wattline.Cloud.Ledger.Accounts;

/// <summary>What became of opening or closing an account, in order of precedence. Zero is never success.</summary>
public enum OpenOutcome
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The key names no account: kind, subject or currency.</summary>
    BadKey,

    /// <summary>There is no such account.</summary>
    Unknown,

    /// <summary>It was closed; it is not opened again: another tenant gets another account.</summary>
    Closed,

    /// <summary>It owes, holds money, or something is held on it: only an account at zero is closed.</summary>
    NotEmpty,

    /// <summary>It was so before.</summary>
    Already,

    /// <summary>Done.</summary>
    Done,
}
