namespace Wattline.Firmware.Kiosks;

/// <summary>What a display shows.</summary>
public static class KioskScreen
{
    /// <summary>The kiosk is starting.</summary>
    public const int Starting = 0;

    /// <summary>Enter an account, show a card or a code.</summary>
    public const int Welcome = 1;

    /// <summary>One moment, please.</summary>
    public const int Asking = 2;

    /// <summary>Is this you? With the masked name, balance and arrears.</summary>
    public const int Confirm = 3;

    /// <summary>Nobody is known by that.</summary>
    public const int Unknown = 4;

    /// <summary>Insert money; what was taken so far.</summary>
    public const int Insert = 5;

    /// <summary>Thank you; the receipt is printed.</summary>
    public const int Thanks = 6;

    /// <summary>There is no paper: the receipt's number to write down.</summary>
    public const int NoPaper = 7;

    /// <summary>Out of service.</summary>
    public const int Closed = 8;

    /// <summary>For the collector.</summary>
    public const int Collecting = 9;

    /// <summary>As <see cref="Confirm"/>, and: allowed, press the meter's button.</summary>
    public const int ConfirmPressButton = 10;

    /// <summary>As <see cref="Confirm"/>, and: the meter is closed.</summary>
    public const int ConfirmIsClosed = 11;

    /// <summary>As <see cref="Insert"/>, offline: the money is kept, the supply comes back only after the cloud has it.</summary>
    public const int InsertOffline = 12;
}
