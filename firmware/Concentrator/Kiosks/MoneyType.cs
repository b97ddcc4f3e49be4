namespace Wattline.Firmware.Kiosks;

/// <summary>Types of a money record (docs/uplink.md, "Body of money").</summary>
public static class MoneyType
{
    /// <summary>Journalled before the note is accepted.</summary>
    public const int Escrow = 0;

    /// <summary>The note is in the box, and the account's.</summary>
    public const int Credited = 1;

    /// <summary>The customer has the note back.</summary>
    public const int Returned = 2;

    /// <summary>In the box, but of no session, or of unknown fate.</summary>
    public const int Suspense = 3;
}
