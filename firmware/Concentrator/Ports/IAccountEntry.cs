namespace Wattline.Firmware.Ports;

/// <summary>Where a kiosk's customer says which account the money is for (keypad, card or QR code).</summary>
public interface IAccountEntry
{
    /// <summary>The account that was entered since the last call, or null; 1 to 32 visible ASCII characters.</summary>
    string Take();

    /// <summary>True once after the customer asked to finish.</summary>
    bool TakeFinish();

    /// <summary>True once after the customer asked for the note in escrow back.</summary>
    bool TakeCancel();
}
