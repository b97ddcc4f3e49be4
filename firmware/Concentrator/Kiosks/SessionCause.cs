namespace Wattline.Firmware.Kiosks;

/// <summary>What makes a session take a step (docs/uplink.md, "Steps of a session").</summary>
public static class SessionCause
{
    /// <summary>A device can take money, and nothing stands against it.</summary>
    public const int Ready = 1;

    /// <summary>Somebody said who they are.</summary>
    public const int Identified = 2;

    /// <summary>They are known.</summary>
    public const int Known = 3;

    /// <summary>They are not.</summary>
    public const int Unknown = 4;

    /// <summary>They said yes to the masked name.</summary>
    public const int Confirmed = 5;

    /// <summary>They went back.</summary>
    public const int Cancelled = 6;

    /// <summary>They said nothing any more.</summary>
    public const int TimedOut = 7;

    /// <summary>They said that this was all, or somebody else said who they are, or the limit is reached.</summary>
    public const int Finished = 8;

    /// <summary>No device takes money any more.</summary>
    public const int Stopped = 9;

    /// <summary>Everything is settled, and there was money.</summary>
    public const int Settled = 10;

    /// <summary>Everything is settled, and there was none.</summary>
    public const int Nothing = 11;

    /// <summary>The receipt is printed, or will not be.</summary>
    public const int Told = 12;

    /// <summary>A collector came.</summary>
    public const int Collector = 13;

    /// <summary>The collector has finished.</summary>
    public const int Collected = 14;

    /// <summary>The door is open though no collector came, or no device works.</summary>
    public const int Disturbed = 15;

    /// <summary>The kiosk was started again.</summary>
    public const int Restarted = 16;

    /// <summary>Money without a receipt was found.</summary>
    public const int Owed = 17;
}
