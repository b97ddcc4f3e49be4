namespace Wattline.Simulators.Meters;

/// <summary>Limits of this room, each with its reason.</summary>
public static class MeterLimits
{
    /// <summary>A read answer carries at most 200 data bytes (DL/T 645-2007, 5.2.5: L).</summary>
    public const int DataBytesMax = 200;

    /// <summary>Bytes kept of what may be the start of a frame: the longest frame of 12 + 255 bytes and a preamble.</summary>
    public const int PendingBytesMax = 300;

    /// <summary>Bytes of a frame may lie 500 ms apart (DL/T 645-2007, 5.3: Tb); after that it is dead.</summary>
    public const long BytePauseMicros = 500_000;

    /// <summary>Active power has the format XX.XXXX kW with a sign bit: at most 79.9999.</summary>
    public const int WattsMax = 79_999;

    /// <summary>Minutes of a measured file: four years fit a simulation and 17 MB.</summary>
    public const int ProfileMinutesMax = 4 * 366 * 1440;

    /// <summary>Bytes taken from a served connection at once.</summary>
    public const int ReceiveBytes = 512;

    /// <summary>Connections served at once: a serial device server has a handful.</summary>
    public const int ConnectionsMax = 32;

    /// <summary>Freezes kept of each kind, in the order of their numbers (DL/T 645-2007, table A.6, and its supplement).</summary>
    public static IReadOnlyList<int> FreezesKept { get; } = [60, 3, 2, 2, 254, 2, 62, 2];

    /// <summary>Settlements kept (table A.1: DI0 to 0C).</summary>
    public const int SettlementsKept = 12;

    /// <summary>Records kept of each event (table A.4: DI0 to 0A).</summary>
    public const int EventsKept = 10;

    /// <summary>Blocks of the load profile that one request can ask for: two digits.</summary>
    public const int ProfileBlocksMax = 99;

    /// <summary>Days that a clock may jump and still make up for midnights: a longer jump is another date, not an outage.</summary>
    public const int JumpDaysMax = 400;
}
