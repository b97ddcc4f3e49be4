namespace Wattline.Firmware.Plans;

/// <summary>What a plan may ask of one device; more is refused as a whole, never cut.</summary>
public static class PlanLimits
{
    /// <summary>Meters: two lines of 200 (the most that repeaters carry), and some.</summary>
    public const int MetersMax = 512;

    /// <summary>RS-485 lines: the boards have two to four UARTs.</summary>
    public const int LinesMax = 8;

    /// <summary>Types of meter in one block.</summary>
    public const int TemplatesMax = 32;

    /// <summary>Reads of a template: 20 single reads fill 15 minutes for 200 meters at 2400 baud.</summary>
    public const int ReadsMax = 32;

    /// <summary>Values of a template; with 9 bytes each an entry stays below a quarter of a message.</summary>
    public const int ChannelsMax = 128;

    /// <summary>Values of the whole plan: this slot's and the last good ones are held in memory, 17 bytes for both.</summary>
    public const int ValuesMax = 8192;

    /// <summary>Seconds between slots, at least: a round of a few meters takes as long.</summary>
    public const int EveryMin = 5;

    /// <summary>Seconds between slots, at most: a day.</summary>
    public const int EveryMax = 86400;

    /// <summary>Decimals of a channel: the longest format of DL/T 645 has 4.</summary>
    public const int DecimalsMax = 9;

    /// <summary>Characters of an OBIS code: 1-0:255.255.255.255 and some.</summary>
    public const int ObisMax = 32;

    /// <summary>Bits a second: M-Bus and IEC 62056-21 begin with 300.</summary>
    public const int BaudMin = 300;

    /// <inheritdoc cref="BaudMin"/>
    public const int BaudMax = 115200;

    /// <summary>Bytes of a meter's address as its protocol packs it; the longest is M-Bus' secondary address and what goes with it.</summary>
    public const int AddressBytes = 16;

    /// <summary>Bytes of an identifier that is a byte string.</summary>
    public const int TagMax = 24;

    /// <summary>Tasks of a template: freezes, settlements and a dozen rings of events.</summary>
    public const int TasksMax = 16;

    /// <summary>Tasks of all meters: 4 bytes of each are kept in memory and on the flash.</summary>
    public const int TasksOfPlanMax = 4096;

    /// <summary>Items that a meter keeps, at most: a load profile of a minute for a year is longer than any.</summary>
    public const int DepthMax = 65535;

    /// <summary>Days that meters' memories are asked back: the daily freezes of the longest memory (62).</summary>
    public const int HorizonMax = 62;

    /// <summary>Minutes that a meter's clock is beside UTC, at most (Kiribati, UTC+14).</summary>
    public const int ZoneMax = 840;
}
