using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>What became of a publication.</summary>
/// <param name="Events">Events stored.</param>
/// <param name="Error">Why none was; null when all were.</param>
public readonly record struct PublishResult(int Events, AmqpError? Error);
