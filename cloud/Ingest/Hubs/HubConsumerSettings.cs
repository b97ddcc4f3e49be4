namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>How a hub is read.</summary>
public sealed record HubConsumerSettings
{
    /// <summary>This process's name among those that share the partitions: another at every start.</summary>
    public required string Member { get; init; }

    /// <summary>How long a process may be silent before its partitions are taken: how long a crash holds them up.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Events of one transaction at most: it stays short, as one of the HTTP path does.</summary>
    public int BatchEvents { get; init; } = 500;

    /// <summary>Bytes of the events of one transaction, about: what comes is taken until they are reached.</summary>
    public long BatchBytes { get; init; } = 4L << 20;

    /// <summary>How long a transaction waits for more events when there are few: a sync for each event would cost more than it tells sooner.</summary>
    public TimeSpan BatchWait { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a partition may be quiet before the hub is asked whether it is still the one that was read: events are not missed, but those of a hub made anew would be.</summary>
    public TimeSpan LookAgainAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The first wait after a fault.</summary>
    public TimeSpan RetryLeast { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait after faults: a database that was away for an hour is used again within it.</summary>
    public TimeSpan RetryMost { get; init; } = TimeSpan.FromSeconds(30);
}
