namespace Wattline.Gateway.Journal;

/// <summary>What a read gave.</summary>
public enum ReadOutcome
{
    None,

    /// <summary>A record.</summary>
    Record,

    /// <summary>Nothing durable is left to read; try again when <c>DurableLsn</c> advances.</summary>
    CaughtUp,

    /// <summary><see cref="JournalLimits.OutstandingMax"/> records are out; try again after acknowledgements.</summary>
    TooManyOutstanding,
}
