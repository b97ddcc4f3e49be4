namespace Wattline.Cloud.EventHubs.Events;

/// <summary>What an idempotent producer puts on an event, so that Event Hubs knows it when it comes again.</summary>
/// <param name="Group">The producer group's number, given by the hub.</param>
/// <param name="Epoch">The owner level: a higher one takes the group over.</param>
/// <param name="Sequence">The event's number in the partition.</param>
public readonly record struct ProducerStamp(long Group, short Epoch, int Sequence);
