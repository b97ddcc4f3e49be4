namespace Wattline.Gateway.Journal;

/// <summary>What a log can do at the moment.</summary>
public enum JournalState
{
    /// <summary>Appends are taken.</summary>
    Open,

    /// <summary>The disk is full: appends are refused until a commit succeeds. What is acknowledged stays.</summary>
    DiskFull,

    /// <summary>A write or a sync failed: after that nobody knows what is on the disk, so nothing is acknowledged any more and the log must be opened anew.</summary>
    Stopped,
}
