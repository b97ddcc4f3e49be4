namespace Wattline.Cloud.Ledger.Transfers;

/// <summary>Why money moves. The numbers are stored.</summary>
public enum TransferCode
{
    /// <summary>Not said.</summary>
    None = 0,

    /// <summary>A note or coin in a kiosk.</summary>
    KioskCash = 1,

    /// <summary>Money in a kiosk's box of nobody known.</summary>
    KioskSuspense = 2,

    /// <summary>A payment over a channel.</summary>
    ChannelPayment = 3,

    /// <summary>A bill.</summary>
    Bill = 10,

    /// <summary>A late fee (违约金).</summary>
    LateFee = 11,

    /// <summary>What was billed too much (退补).</summary>
    BillCorrection = 12,

    /// <summary>Suspense that was given to whom it belongs.</summary>
    SuspenseAssigned = 20,

    /// <summary>Suspense that is to be paid back.</summary>
    SuspenseRefund = 21,

    /// <summary>A customer's money that is to be paid back.</summary>
    Refund = 22,

    /// <summary>A refund was paid out.</summary>
    RefundPaid = 23,

    /// <summary>A payment that a bank or channel took back (冲正).</summary>
    Reversal = 24,

    /// <summary>A box was counted.</summary>
    Collection = 30,

    /// <summary>Cash was paid in at the bank (解款).</summary>
    Deposit = 31,

    /// <summary>A difference that was accepted.</summary>
    Difference = 32,

    /// <summary>Anything else, in the words of who posted it.</summary>
    Other = 99,
}
