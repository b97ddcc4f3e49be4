namespace Wattline.Firmware.Kiosks;

/// <summary>What became of a receipt (docs/uplink.md, "Body of money").</summary>
public static class ReceiptState
{
    /// <summary>Its number is made.</summary>
    public const int Made = 0;

    /// <summary>The paper is out of the printer.</summary>
    public const int Printed = 1;

    /// <summary>There is no paper, or no printer.</summary>
    public const int NotPrinted = 2;

    /// <summary>Printed once more.</summary>
    public const int Reprinted = 3;
}
