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

    /// <summary>A step of the session; from here on no type moves money.</summary>
    public const int Step = 4;

    /// <summary>A receipt's number was made, or its paper printed, or not.</summary>
    public const int Receipt = 5;

    /// <summary>The box was taken out: the Z-report.</summary>
    public const int Collection = 6;

    /// <summary>What a person counted in the box.</summary>
    public const int Counted = 7;

    /// <summary>What was brought to the bank.</summary>
    public const int Deposit = 8;

    /// <summary>What a device's counters say.</summary>
    public const int Counters = 9;
}
