namespace Wattline.Simulators.Meters.Dlms;

/// <summary>What makes one DLMS meter different from another.</summary>
public sealed record DlmsSettings
{
    /// <summary>Logical device.</summary>
    public int Logical { get; init; } = 1;

    /// <summary>Physical address.</summary>
    public int Physical { get; init; } = 17;

    /// <summary>Bytes of its address on the line: 1, 2 or 4.</summary>
    public int AddressBytes { get; init; } = 1;

    /// <summary>Its number.</summary>
    public string Number { get; init; } = "WTL0000000000001";

    /// <summary>The password of mechanism 1; empty for none.</summary>
    public string Password { get; init; } = "";

    /// <summary>Encryption key, 16 bytes; empty for a meter without security.</summary>
    public byte[] EncryptionKey { get; init; } = [];

    /// <summary>Authentication key, 16 bytes.</summary>
    public byte[] AuthenticationKey { get; init; } = [];

    /// <summary>Its system title, 8 bytes.</summary>
    public byte[] Title { get; init; } = "WTL\0\0\0\0\u0001"u8.ToArray();

    /// <summary>The most information bytes in a frame.</summary>
    public int InformationMax { get; init; } = 128;

    /// <summary>The longest APDU that it sends; longer values come in blocks.</summary>
    public int PduMax { get; init; } = 400;

    /// <summary>What its clock shows at time 0.</summary>
    public DateTime Start { get; init; } = new(2026, 3, 1, 8, 0, 0);

    /// <summary>Rows of the load profile that it holds at time 0, every 15 minutes.</summary>
    public int ProfileRows { get; init; } = 96;
}
