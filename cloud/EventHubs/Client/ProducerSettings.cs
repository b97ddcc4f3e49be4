namespace Wattline.Cloud.EventHubs.Client;

/// <summary>How a producer behaves.</summary>
public sealed record ProducerSettings
{
    /// <summary>Batches that wait or are under way at most: with the largest batches about 64 MiB.</summary>
    public int BatchesMax { get; init; } = 64;

    /// <summary>Batches under way at once. With 1 the order within a partition holds also when one is sent again.</summary>
    public int InFlightMax { get; init; } = 8;

    /// <summary>Whether the hub is to know a batch that comes again. Needs a partition, and sends one batch at a time.</summary>
    public bool Idempotent { get; init; }

    /// <summary>Of an idempotent producer that goes on where another stopped: the group's number, the owner level and the last number stored.</summary>
    public Events.ProducerStamp? GoesOnFrom { get; init; }
}
