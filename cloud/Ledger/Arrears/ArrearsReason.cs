namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>Why something is wanted, or not. The numbers are stored.</summary>
public enum ArrearsReason
{
    /// <summary>Nothing is owed and nothing is to be undone.</summary>
    NothingOwed = 0,

    /// <summary>Another than the ledger is this point's authority.</summary>
    OtherAuthority = 1,

    /// <summary>Nobody lives there.</summary>
    NoTenant = 2,

    /// <summary>What was owed is paid.</summary>
    PaidUp = 3,

    /// <summary>It is paid, and somebody has locked the point for another reason.</summary>
    Locked = 4,

    /// <summary>The reconnection was asked for; the customer has the button.</summary>
    WaitsForButton = 5,

    /// <summary>It was done about the tenant before: the next does not answer for it.</summary>
    NewTenant = 6,

    /// <summary>Less is overdue than it is worth.</summary>
    TooLittle = 10,

    /// <summary>It is not overdue long enough.</summary>
    TooEarly = 11,

    /// <summary>Overdue: the customer is told.</summary>
    Overdue = 12,

    /// <summary>This point keeps its power whatever is owed (保电).</summary>
    KeepsPower = 13,

    /// <summary>The customer is protected.</summary>
    Protected = 14,

    /// <summary>That the customer was told is not proven.</summary>
    NoticeNotProven = 15,

    /// <summary>The time that the customer was given is not over.</summary>
    NoticePeriod = 16,

    /// <summary>Still overdue after notice.</summary>
    NoticeOver = 17,

    /// <summary>The time of the alarm is not over.</summary>
    AlarmPeriod = 18,

    /// <summary>What is owed rests on an estimate or a doubtful reading.</summary>
    OnEstimate = 19,

    /// <summary>A kiosk that may hold the customer's cash has not reported.</summary>
    KioskSilent = 20,

    /// <summary>A note is in escrow, or an order is open: money may be on its way.</summary>
    MoneyOnItsWay = 21,

    /// <summary>Nobody is disconnected at this hour.</summary>
    QuietHours = 22,

    /// <summary>It is disconnected already.</summary>
    AlreadyOpen = 23,

    /// <summary>Still overdue after the alarm.</summary>
    AlarmOver = 24,

    /// <summary>It is disconnected, and still overdue.</summary>
    StillOwes = 25,

    /// <summary>It was disconnected, and its meter says that it is connected: not by us.</summary>
    ClosedByOthers = 26,
}
