namespace Wattline.Gateway.Journal;

/// <summary>What became of an append. In order of precedence: the first that applies is returned.</summary>
public enum AppendOutcome
{
    None,

    /// <summary>The log stopped for good after an error of the disk.</summary>
    Stopped,

    /// <summary>Key or payload is longer than <see cref="JournalLimits"/> allows.</summary>
    TooLarge,

    /// <summary>The disk is full; try again after <see cref="JournalState.Open"/> is told.</summary>
    DiskFull,

    /// <summary>As much as one commit may hold is waiting; try again after the next commit.</summary>
    Busy,

    /// <summary>In the buffer, with an LSN; durable once <c>DurableLsn</c> reaches it.</summary>
    Appended,
}
