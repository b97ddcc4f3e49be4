namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>A partition that this process holds.</summary>
/// <param name="Hub">Namespace, hub and group.</param>
/// <param name="Partition">Which one.</param>
/// <param name="Fence">The number under which it is held.</param>
/// <param name="Sequence">The last event that is stored; -1: none.</param>
/// <param name="Behind">Events that wait in the hub, as it told last; null: not told yet.</param>
/// <param name="HeldUpBy">Why it does not go on; null: it does.</param>
public sealed record PartitionState(string Hub, string Partition, long Fence, long Sequence, long? Behind, string? HeldUpBy);
