namespace Wattline.Gateway.Journal;

/// <summary>What a commit did.</summary>
public enum CommitOutcome
{
    None,

    /// <summary>Nothing was waiting.</summary>
    Idle,

    /// <summary>Everything that waited is durable.</summary>
    Durable,

    /// <summary>No space; what waited still waits.</summary>
    DiskFull,

    /// <summary>The log stopped for good.</summary>
    Stopped,
}
