namespace Wattline.Cloud.Ledger.Suspense;

/// <summary>What became of money of nobody known. The numbers are stored.</summary>
public enum SuspenseState
{
    /// <summary>It waits for somebody to find out.</summary>
    Open = 0,

    /// <summary>It was given to a customer's account.</summary>
    Assigned = 1,

    /// <summary>It is to be paid back, or was.</summary>
    Refunded = 2,

    /// <summary>There was no money: the box was counted without it.</summary>
    Dismissed = 3,
}
