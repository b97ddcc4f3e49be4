namespace Wattline.Gateway.Journal;

/// <summary>Sizes and ages of a log. The defaults suit a substation gateway with a few gigabytes of disk.</summary>
public sealed record JournalOptions
{
    /// <summary>What its thread and its metrics (tag log) are called, where one process has several logs.</summary>
    public string Name { get; init; } = "journal";

    /// <summary>A segment is closed when the next commit would make it longer, in bytes. One commit is never split.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>Bytes that may wait for one commit. Appends beyond are refused as <see cref="AppendOutcome.Busy"/>: the disk's speed reaches the senders.</summary>
    public int CommitBytesMax { get; init; } = 8 << 20;

    /// <summary>Acknowledged segments are deleted, oldest first, while the log is larger than this, in bytes.</summary>
    public long KeepBytes { get; init; } = 4L << 30;

    /// <summary>Acknowledged segments whose newest record is older than this are deleted. Longer than the hub's own retention (7 days at most on its standard tier).</summary>
    public TimeSpan KeepAge { get; init; } = TimeSpan.FromDays(8);

    /// <summary>How often cursors are saved, retention runs and a full disk is tried again.</summary>
    public TimeSpan HousekeepingEvery { get; init; } = TimeSpan.FromSeconds(1);
}
