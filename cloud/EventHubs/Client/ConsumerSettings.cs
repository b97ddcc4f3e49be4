namespace Wattline.Cloud.EventHubs.Client;

/// <summary>Which partition is read, from where, and how.</summary>
public sealed record ConsumerSettings
{
    /// <summary>The partition.</summary>
    public required string Partition { get; init; }

    /// <summary>The consumer group.</summary>
    public string Group { get; init; } = "$Default";

    /// <summary>Where to begin. After a break it goes on behind the last event that came.</summary>
    public EventPosition Position { get; init; } = EventPosition.Earliest;

    /// <summary>The owner level: a higher one takes the partition from a lower one; null: shared.</summary>
    public long? OwnerLevel { get; init; }

    /// <summary>Events that may be under way or wait to be taken.</summary>
    public uint Prefetch { get; init; } = 300;

    /// <summary>Bytes of such events: 256 of 64 KiB, and not the 300 MiB that the largest would take.</summary>
    public long PrefetchBytes { get; init; } = 16L << 20;

    /// <summary>Whether each event comes with where the partition's end is.</summary>
    public bool TracksLast { get; init; }

    /// <summary>What the hub calls the consumer in errors; null: nothing.</summary>
    public string? Name { get; init; }
}
