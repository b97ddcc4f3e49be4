namespace Wattline.Simulators.EventHub;

/// <content>How the hubs are.</content>
public sealed partial class EventHubEndpoint
{
    /// <summary>A partition at a moment.</summary>
    /// <param name="Number">Its number.</param>
    /// <param name="First">The first event that is still there; the next one's number when none is.</param>
    /// <param name="Last">The last event; -1 when there never was one.</param>
    /// <param name="Bytes">Bytes held.</param>
    /// <param name="Readers">Receivers attached.</param>
    public sealed record PartitionSnapshot(int Number, long First, long Last, long Bytes, int Readers);

    /// <summary>A hub at a moment.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Partitions">Its partitions.</param>
    public sealed record HubSnapshot(string Name, IReadOnlyList<PartitionSnapshot> Partitions);

    /// <summary>How the hubs are now.</summary>
    public IReadOnlyList<HubSnapshot> Snapshot()
    {
        lock (Gate)
        {
            return [.. _hubs.Values.Select(hub => new HubSnapshot(hub.Name, [.. hub.Partitions.Select(partition => new PartitionSnapshot(
                partition.Number, partition.Log.FirstSequence, partition.Log.NextSequence - 1, partition.Log.Bytes, partition.Readers.Count))]))];
        }
    }
}
