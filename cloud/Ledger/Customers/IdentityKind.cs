namespace Wattline.Cloud.Ledger.Customers;

/// <summary>By what somebody says who they are at a kiosk (docs/uplink.md, event <c>identify</c>). The numbers are the contract's.</summary>
public enum IdentityKind
{
    /// <summary>The account's own name.</summary>
    Account = 0,

    /// <summary>A meter: its point's tenant.</summary>
    Meter = 1,

    /// <summary>A card's number.</summary>
    Card = 2,

    /// <summary>The text of a QR code.</summary>
    Code = 3,
}
