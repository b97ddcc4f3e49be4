namespace Wattline.Gateway.Journal;

/// <summary>What a disk answered.</summary>
public enum DiskOutcome
{
    None,
    Done,

    /// <summary>No space or quota left. Of an append some bytes may have been written.</summary>
    Full,

    /// <summary>Any other error.</summary>
    Failed,
}
