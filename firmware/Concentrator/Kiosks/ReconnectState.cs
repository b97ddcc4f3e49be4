namespace Wattline.Firmware.Kiosks;

/// <summary>Whether the customer's supply comes back. Allowed and closed are different things, and are never shown for each other.</summary>
public static class ReconnectState
{
    /// <summary>Nothing is known, or nothing is cut.</summary>
    public const int None = 0;

    /// <summary>Cut, and to be paid for.</summary>
    public const int Cut = 1;

    /// <summary>The meter may be closed: the customer presses its button.</summary>
    public const int Allowed = 2;

    /// <summary>The meter says that it is closed.</summary>
    public const int Closed = 3;
}
