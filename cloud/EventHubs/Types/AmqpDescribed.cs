namespace Wattline.Cloud.EventHubs.Types;

/// <summary>A value with a descriptor that says what it means (1.2.1).</summary>
public sealed record AmqpDescribed(AmqpValue Descriptor, AmqpValue Value);
