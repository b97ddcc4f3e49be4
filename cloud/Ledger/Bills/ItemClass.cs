namespace Wattline.Cloud.Ledger.Bills;

/// <summary>What a debit of a customer is, for the order in which payments settle it.</summary>
public enum ItemClass
{
    /// <summary>A late fee (违约金).</summary>
    LateFee,

    /// <summary>A payment that was taken back: the customer owes again.</summary>
    Reversal,

    /// <summary>A bill.</summary>
    Bill,

    /// <summary>Anything else that was charged.</summary>
    Other,
}
