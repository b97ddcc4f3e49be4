namespace Wattline.Cloud.Metering.Registry;

/// <summary>The registry's limits, each with its reason.</summary>
public static class RegistryLimits
{
    /// <summary>Identifiers travel in topics and event ids (docs/uplink.md).</summary>
    public const int IdCharsMax = 32;

    /// <summary>A point of delivery's number: 33 characters in Germany (MaLo, MeLo), 21 in Spain (CUPS); with room for a prefix.</summary>
    public const int PointOfDeliveryCharsMax = 64;

    /// <summary>RS-485 lines of one concentrator: what the firmware takes (its PlanLimits). It refuses a plan that asks for more as a whole, and so must we.</summary>
    public const int LinesMax = 8;

    /// <summary>Meters on one concentrator: what the firmware takes.</summary>
    public const int MetersOfConcentratorMax = 512;

    /// <summary>Templates on one concentrator: what the firmware takes.</summary>
    public const int TemplatesOfConcentratorMax = 32;

    /// <summary>Values of all meters of one concentrator in a slot: what the firmware takes.</summary>
    public const int ValuesOfConcentratorMax = 8_192;

    /// <summary>Bytes of an encoded plan: a larger message would end the device's connection, again at every attempt (docs/uplink.md).</summary>
    public const int PlanBytesMax = 16_384;

    /// <summary>Versions of a concentrator's plan in a snapshot, at most: a plan that changes every day must not crowd out the other concentrators.</summary>
    public const int PlansKeptMax = 16;

    /// <summary>Versions of a concentrator's plan that a report looks at, the newest: two a day of the longest report; before them the oldest of these counts.</summary>
    public const int PlansOfRangeMax = 800;

    /// <summary>How long a version stays in snapshots after it was succeeded: a device's journal holds weeks, and a device may be cut off as long again.</summary>
    public static readonly TimeSpan PlanKept = TimeSpan.FromDays(100);

    /// <summary>A slot is at least a minute: 32 meters at 2400 baud take longer than that already.</summary>
    public const int EverySecondsMin = 60;

    /// <summary>At least one slot a day, or a day could not be billed.</summary>
    public const int EverySecondsMax = 86_400;

    /// <summary>The distance between slots where the file says nothing: a quarter of an hour, the field's habit.</summary>
    public const int EverySecondsDefault = 900;

    /// <summary>kW of one metering point; a medium-voltage customer stays below.</summary>
    public const int MaxKwMax = 100_000;

    /// <summary>Bytes of an import: 200,000 meters at 100 bytes a line.</summary>
    public const int ImportCharsMax = 20_000_000;

    /// <summary>Errors told at once; a file with more is of another kind.</summary>
    public const int ImportErrorsMax = 1_000;

    /// <summary>The rates of DL/T 645-2007 (C8), M-Bus (300) and what else meters on a line use, and the firmware takes.</summary>
    public static readonly IReadOnlyList<int> Bauds = [300, 600, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200];
}
