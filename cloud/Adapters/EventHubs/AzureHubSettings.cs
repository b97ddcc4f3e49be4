namespace Wattline.Cloud.Adapters.EventHubs;

/// <summary>How a hub is read by Azure's SDK.</summary>
public sealed record AzureHubSettings
{
    /// <summary>The namespace's connection string.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>The hub.</summary>
    public required string Hub { get; init; }

    /// <summary>The consumer group.</summary>
    public string Group { get; init; } = "$Default";

    /// <summary>Who reads, for the hub's own logs.</summary>
    public string Who { get; init; } = "wattline";

    /// <summary>Events of a partition that are fetched ahead at most.</summary>
    public int Prefetch { get; init; } = 1_000;

    /// <summary>Bytes of them: a partition's share of a process's memory.</summary>
    public long PrefetchBytes { get; init; } = 16L << 20;

    /// <summary>Events of one transaction at most.</summary>
    public int BatchEvents { get; init; } = 500;

    /// <summary>How long the first event of a transaction waits for others.</summary>
    public TimeSpan BatchWait { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The wait after what passes by itself: a hub or a database that is away.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);
}
