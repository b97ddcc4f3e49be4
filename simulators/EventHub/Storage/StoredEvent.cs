namespace Wattline.Simulators.EventHub.Storage;

/// <summary>An event of a partition.</summary>
/// <param name="Sequence">Its number in the partition, from 0.</param>
/// <param name="Offset">Where its bytes begin in the partition's stream.</param>
/// <param name="EnqueuedAt">When it was taken: milliseconds since 1970, UTC.</param>
/// <param name="Message">The message as receivers get it, annotations first.</param>
public readonly record struct StoredEvent(long Sequence, long Offset, long EnqueuedAt, ReadOnlyMemory<byte> Message);
