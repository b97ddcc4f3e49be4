namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>Whose event it is, of an idempotent producer, and where that one is with it.</summary>
/// <param name="Group">The group's number.</param>
/// <param name="State">The epoch, and the event's number.</param>
public readonly record struct ProducerMark(long Group, ProducerState State);
