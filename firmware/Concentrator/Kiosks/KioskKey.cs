namespace Wattline.Firmware.Kiosks;

/// <summary>Keys of a kiosk (the numbers of <see cref="Ports.IKioskKeys.Take"/>).</summary>
public static class KioskKey
{
    /// <summary>No key.</summary>
    public const int None = 0;

    /// <summary>That is me.</summary>
    public const int Yes = 1;

    /// <summary>Not me; or the note back; or no more.</summary>
    public const int Cancel = 2;

    /// <summary>That was all.</summary>
    public const int Finish = 3;

    /// <summary>The last receipt once more.</summary>
    public const int Reprint = 4;

    /// <summary>Reports an outage.</summary>
    public const int Outage = 5;

    /// <summary>Complains.</summary>
    public const int Complaint = 6;

    /// <summary>Asks to be called back.</summary>
    public const int Enquiry = 7;
}
