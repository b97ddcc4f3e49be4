namespace Wattline.Cloud.EventHubs.Client;

/// <summary>A partition as the hub says of it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IsEmpty">Whether it holds nothing.</param>
/// <param name="BeginSequence">The first event that is still there; -1: none ever was.</param>
/// <param name="LastSequence">The last event; -1: none ever was.</param>
/// <param name="LastOffset">The last event's offset, opaque.</param>
/// <param name="LastEnqueuedAt">When it was stored.</param>
public sealed record PartitionProperties(string Id, bool IsEmpty, long BeginSequence, long LastSequence, string LastOffset, DateTimeOffset LastEnqueuedAt);
