namespace Wattline.Firmware.Kiosks;

/// <summary>States of a kiosk's session (docs/uplink.md, "Steps of a session").</summary>
public static class SessionState
{
    /// <summary>Devices are found and asked what they did meanwhile.</summary>
    public const int Starting = 0;

    /// <summary>Waits for somebody.</summary>
    public const int Idle = 1;

    /// <summary>Who that is, is being looked up.</summary>
    public const int Asking = 2;

    /// <summary>The masked name is shown.</summary>
    public const int Confirming = 3;

    /// <summary>Money comes: the only state in which any device takes it.</summary>
    public const int Open = 4;

    /// <summary>No more money; what is on its way settles.</summary>
    public const int Closing = 5;

    /// <summary>The receipt has its number, and is printed.</summary>
    public const int Receipt = 6;

    /// <summary>A collector is here.</summary>
    public const int Collecting = 7;

    /// <summary>Something stands against taking money.</summary>
    public const int OutOfService = 8;
}
