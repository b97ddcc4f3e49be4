namespace Wattline.Cloud.Ledger.Reconciliation;

/// <summary>How two sides of a box differ. By the name a person knows where to look.</summary>
public enum DifferenceKind
{
    /// <summary>The kiosk's journal has more than came to the ledger: records are missing on the way.</summary>
    RecordsMissing,

    /// <summary>The ledger has more than the kiosk's journal: its journal lost some, or records are not its own.</summary>
    JournalShort,

    /// <summary>The devices counted more pieces than the journal knows: money in the box of which nothing was told.</summary>
    DeviceAhead,

    /// <summary>The devices counted fewer: a counter began anew, or pieces were told that never fell.</summary>
    DeviceBehind,

    /// <summary>More was counted than expected, and pieces of unknown value are in the box: these may explain it.</summary>
    BoxOverUnknown,

    /// <summary>More was counted than expected.</summary>
    BoxOver,

    /// <summary>Less was counted than expected.</summary>
    BoxShort,

    /// <summary>The bank took less than was counted.</summary>
    DepositShort,

    /// <summary>The bank took more than was counted.</summary>
    DepositOver,

    /// <summary>Nobody has counted it, and it is time.</summary>
    NotCounted,

    /// <summary>It has not come to the bank, and it is time.</summary>
    NotDeposited,
}
