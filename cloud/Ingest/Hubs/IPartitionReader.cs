namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>Reads a partition in its order. What it has fetched ahead is bounded by events and bytes.</summary>
public interface IPartitionReader : IDisposable
{
    /// <summary>Takes events that are there; waits while there are none. After a lost connection it goes on behind the last event that it gave.</summary>
    /// <param name="into">Where to; cleared first.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="stop">Gives up waiting; nothing is lost by it.</param>
    /// <exception cref="HubRefusedException">The hub refuses, or another reader took the partition.</exception>
    Task ReadAsync(List<PartitionEvent> into, int most, CancellationToken stop);

    /// <summary>The number of the partition's last event as the hub told it with the last event that came; null when it did not.</summary>
    long? LastSequence { get; }
}
