namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>How far a partition is stored: it commits with the rows of its events.</summary>
/// <param name="HubCreatedMs">When the hub was made, Unix milliseconds: offsets of another one say nothing.</param>
/// <param name="Offset">The offset of the last event that is stored, in the hub's own words; null: begin at the first that is there.</param>
/// <param name="Sequence">Its number; -1: none yet.</param>
/// <param name="EnqueuedMs">When the hub stored it, Unix milliseconds.</param>
public sealed record PartitionPosition(long HubCreatedMs, string? Offset, long Sequence, long EnqueuedMs);
