namespace Wattline.Cloud.Ledger.Accounts;

/// <summary>What an account holds. The numbers are stored. Balances are credits less debits: what the utility has is negative, what it owes others positive.</summary>
public enum AccountKind
{
    /// <summary>No account.</summary>
    None = 0,

    /// <summary>Cash in the box of a kiosk.</summary>
    KioskCash = 1,

    /// <summary>Cash that was taken out of a kiosk and counted, on its way to the bank.</summary>
    CashInTransit = 2,

    /// <summary>Money at the bank.</summary>
    Bank = 3,

    /// <summary>What a payment channel has taken and not yet paid out.</summary>
    ChannelClearing = 4,

    /// <summary>A customer: below zero it owes, above zero it has paid ahead.</summary>
    Customer = 5,

    /// <summary>Money of nobody known. Never below zero: what is not there cannot be given away.</summary>
    Suspense = 6,

    /// <summary>What is to be paid back. Never below zero.</summary>
    RefundPayable = 7,

    /// <summary>What was billed.</summary>
    Revenue = 8,

    /// <summary>Late fees that were charged (违约金).</summary>
    LateFees = 9,

    /// <summary>What boxes, counts and deposits differed by.</summary>
    CashDifference = 10,
}
