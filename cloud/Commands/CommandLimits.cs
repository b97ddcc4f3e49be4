namespace Wattline.Cloud.Commands;

/// <summary>The limits of this room, each with its reason.</summary>
public static class CommandLimits
{
    /// <summary>Commands that wait in the cloud: a day's work of a utility; beyond it posting is refused.</summary>
    public const int QueuedMax = 100_000;

    /// <summary>Commands of one concentrator that wait: what it does one after the other within the longest time.</summary>
    public const int QueuedOfConcentratorMax = 100;

    /// <summary>Commands that one look hands to a gateway.</summary>
    public const int TakenMax = 256;

    /// <summary>Results kept of one command: a device answers with each step, and a long read comes in parts.</summary>
    public const int ResultsMax = 32;

    /// <summary>Results kept of one concentrator that answer no command that is known.</summary>
    public const int StrayResultsMax = 100;

    /// <summary>Changes of holder kept of one concentrator: a clone that fights over a name shows within a few.</summary>
    public const int ClaimEventsMax = 100;

    /// <summary>Orders that one concentrator has at once: half of what its firmware holds, the rest waits here.</summary>
    public const int OpenOfConcentratorMax = 8;

    /// <summary>Milliseconds after its time for which a device's last word is waited for: it may watch a relay for a day.</summary>
    public const long LastWordMs = 25 * 3_600_000L;

    /// <summary>Meters of one request: a town that is cut off has its own procedure.</summary>
    public const int MetersOfRequestMax = 10_000;

    /// <summary>Trips that one person asks for in an hour alone: a collector's list of the day has some; more is a second person's concern too.</summary>
    public const int TripsAloneMax = 10;

    /// <summary>Trips in an area and an hour, unless the operator sets another: a tenth of what hangs on a transformer.</summary>
    public const int TripsOfAreaMax = 20;

    /// <summary>The time in which trips are counted, milliseconds.</summary>
    public const long CapMs = 3_600_000;

    /// <summary>Characters of a reason, of a consent.</summary>
    public const int WordsCharsMax = 500;

    /// <summary>Characters of a request's name.</summary>
    public const int RequestCharsMax = 64;

    /// <summary>Identifiers of one read (docs/uplink.md).</summary>
    public const int ReadsMax = 64;

    /// <summary>Bytes of a frame's data field (DL/T 645-2007, 5.2.5).</summary>
    public const int FrameBytesMax = 200;

    /// <summary>Bytes that a frame's answer is waited for.</summary>
    public const int AnswerBytes = 200;

    /// <summary>Seconds that a relay is watched unless it is said: a delayed trip takes minutes.</summary>
    public const int PatienceSeconds = 600;

    /// <summary>Seconds that a relay is watched at most (docs/uplink.md).</summary>
    public const int PatienceSecondsMax = 86_400;

    /// <summary>Seconds that a search for meters takes unless it is said: two hundred in a row at 9600 baud are found within ten minutes.</summary>
    public const int SearchSeconds = 1_800;

    /// <summary>Seconds that a search takes at most (docs/uplink.md).</summary>
    public const int SearchSecondsMax = 86_400;

    /// <summary>Settings of a line that a search tries (docs/uplink.md).</summary>
    public const int SearchSettingsMax = 8;

    /// <summary>What is read of a freeze unless it is said: forward active energy, total and tariffs (DL/T 645-2007, annex A).</summary>
    public const uint FreezeRecord = 0x05010101;

    /// <summary>Rows of one answer.</summary>
    public const int PageRowsMax = 1_000;

    /// <summary>Milliseconds after its time for which a gateway's word on a command is waited for.</summary>
    public const long WordMs = 3_600_000;

    /// <summary>
    /// Milliseconds by which a message must be newer than the holder's evidence to be evidence itself: it is dated by the gateway's clock,
    /// and two clocks differ.
    /// </summary>
    public const long ClockMs = 60_000;

    /// <summary>Milliseconds between looks for what is new: a person who posted a command waits for it.</summary>
    public const long LookMs = 1_000;

    /// <summary>Milliseconds between looks at what costs more: gaps, whole registries, messages heard.</summary>
    public const long SlowLookMs = 5_000;

    /// <summary>Milliseconds after which a registry is made anew though nothing in it is known to have changed: old plans leave it by their age.</summary>
    public const long RegistryMs = 60_000;
}
