namespace Wattline.Firmware.Meters.Dlms;

/// <summary>Who speaks to which meter, and how it is protected. Keys are references into the device's store.</summary>
public sealed class DlmsAssociation
{
    /// <summary>Nobody proves anything.</summary>
    public const int NoMechanism = 0;

    /// <summary>A password goes over the line.</summary>
    public const int Password = 1;

    /// <summary>Both prove that they hold the keys: GMAC over the other's challenge.</summary>
    public const int Gmac = 5;

    /// <summary>The client, such as 16 public or 1 management.</summary>
    public int Client { get; set; } = 16;

    /// <summary>The meter's logical device.</summary>
    public int Logical { get; set; } = 1;

    /// <summary>Its physical address.</summary>
    public int Physical { get; set; }

    /// <summary>Bytes of the meter's address on the line: 1 (logical only), 2 or 4.</summary>
    public int AddressBytes { get; set; } = 1;

    /// <summary>One of the three mechanisms.</summary>
    public int Mechanism { get; set; }

    /// <summary>Reference of the password.</summary>
    public int PasswordKey { get; set; } = -1;

    /// <summary>Reference of the encryption key.</summary>
    public int EncryptionKey { get; set; } = -1;

    /// <summary>Reference of the authentication key.</summary>
    public int AuthenticationKey { get; set; } = -1;

    /// <summary>How each APDU is protected: 0, or 10, 20, 30 (hexadecimal).</summary>
    public int Control { get; set; }

    /// <summary>The client's system title.</summary>
    public byte[] Title { get; } = new byte[8];

    /// <summary>
    /// The highest invocation counter that this meter has used, −1 for none. What is not above it is a repetition and
    /// refused; the caller keeps it for the next time.
    /// </summary>
    public long MeterCounter { get; set; } = -1;
}
