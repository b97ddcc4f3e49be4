namespace Wattline.Gateway.Runtime.Brokers;

/// <summary>What the broker publishes, retained and at QoS 1, when a link is lost.</summary>
/// <param name="Topic">Where.</param>
/// <param name="Payload">What.</param>
/// <param name="DelaySeconds">How long the broker waits for the link to come back.</param>
public sealed record BrokerWill(string Topic, ReadOnlyMemory<byte> Payload, uint DelaySeconds);
