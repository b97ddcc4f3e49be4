namespace Wattline.Firmware.Ports;

/// <summary>Where a customer says who the money is for: a keypad, a card reader (Mfrc522, Pn532), a scanner of QR codes.</summary>
public interface IIdentitySource
{
    /// <summary>
    /// What was shown since the last call, or null: 1 to 32 visible ASCII characters (a card: its number in hexadecimal
    /// digits). A card identifies; it never stores value.
    /// </summary>
    string Take();

    /// <summary>What kind of text that was: 0 an account, 1 a meter, 2 a card, 3 the text of a QR code.</summary>
    int Kind { get; }
}
