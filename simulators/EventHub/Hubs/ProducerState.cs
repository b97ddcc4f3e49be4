namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>Where an idempotent producer is in a partition.</summary>
/// <param name="Epoch">The epoch of the one that writes now.</param>
/// <param name="Sequence">The last number that was stored.</param>
public sealed record ProducerState(short Epoch, int Sequence);
