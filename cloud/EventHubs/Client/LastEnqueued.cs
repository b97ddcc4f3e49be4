namespace Wattline.Cloud.EventHubs.Client;

/// <summary>Where a partition's end was when an event was sent.</summary>
/// <param name="Sequence">The last event's number.</param>
/// <param name="Offset">Its offset, opaque.</param>
/// <param name="EnqueuedAt">When it was stored.</param>
/// <param name="SeenAt">When the hub looked.</param>
public sealed record LastEnqueued(long Sequence, string Offset, DateTimeOffset EnqueuedAt, DateTimeOffset SeenAt);
