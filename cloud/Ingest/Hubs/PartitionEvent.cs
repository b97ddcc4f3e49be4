using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>An event of a partition.</summary>
/// <param name="Sequence">Its number; null when even that cannot be read.</param>
/// <param name="Offset">Where it stands, in the hub's own words; null when that cannot be read.</param>
/// <param name="EnqueuedAt">When the hub stored it.</param>
/// <param name="Content">What it carries; null when it cannot be decoded.</param>
/// <param name="Fault">Why it cannot be decoded; null when it was.</param>
/// <param name="Bytes">The whole event as it came: what quarantine keeps of one that cannot be decoded, and its size.</param>
public sealed record PartitionEvent(long? Sequence, string? Offset, DateTimeOffset EnqueuedAt, HubEvent? Content, string? Fault, ReadOnlyMemory<byte> Bytes);
