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

    /// <summary>Results kept of one command: a device answers once, or a few times with what came after.</summary>
    public const int ResultsMax = 16;

    /// <summary>Results kept of one concentrator that answer no command that is known.</summary>
    public const int StrayResultsMax = 100;

    /// <summary>Changes of holder kept of one concentrator: a clone that fights over a name shows within a few.</summary>
    public const int ClaimEventsMax = 100;

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
