namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>A hub as a consumer group reads it: the port behind which our own client stands, or a maker's SDK.</summary>
public interface IHub : IAsyncDisposable
{
    /// <summary>Namespace, hub and consumer group: what an offset belongs to.</summary>
    string Name { get; }

    /// <summary>Asks which partitions it has; waits while the hub cannot be reached.</summary>
    /// <exception cref="HubRefusedException">The hub refuses.</exception>
    Task<HubShape> DescribeAsync(CancellationToken stop);

    /// <summary>Asks what a partition holds; waits while the hub cannot be reached.</summary>
    /// <exception cref="HubRefusedException">The hub refuses.</exception>
    Task<PartitionEnds> DescribeAsync(string partition, CancellationToken stop);

    /// <summary>Begins to read a partition.</summary>
    /// <param name="partition">Which one.</param>
    /// <param name="behind">The offset of the event behind which to begin, as the hub gave it; null: at the first that is there.</param>
    /// <param name="ownerLevel">A reader of a higher level throws out one of a lower level.</param>
    IPartitionReader Read(string partition, string? behind, long ownerLevel);
}
