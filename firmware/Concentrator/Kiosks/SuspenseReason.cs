namespace Wattline.Firmware.Kiosks;

/// <summary>Why money is in suspense (docs/uplink.md, "Body of money").</summary>
public static class SuspenseReason
{
    /// <summary>The end of a note was not heard, and no counter tells it.</summary>
    public const string Fate = "fate";

    /// <summary>The device counted more pieces than the journal.</summary>
    public const string Counter = "counter";

    /// <summary>Taken while nobody was identified.</summary>
    public const string NoSession = "no_session";

    /// <summary>More happened than the device keeps events of.</summary>
    public const string LostEvents = "lost_events";

    /// <summary>Found by the device at its start.</summary>
    public const string PowerUp = "power_up";
}
