using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Simulators.EventHub.Nodes;

/// <summary>A sender of a client.</summary>
/// <param name="Hub">The hub that it sends to.</param>
/// <param name="Partition">The partition that it chose; null for any.</param>
/// <param name="Producer">The group of an idempotent producer; null for an ordinary one.</param>
internal sealed record Publisher(Hub Hub, Partition? Partition, long? Producer);
