namespace Wattline.Gateway.Mqtt.Client;

/// <summary>What the server publishes when the client ends without DISCONNECT (3.1.2.5).</summary>
/// <param name="Message">The message.</param>
/// <param name="DelaySeconds">How long the server waits for the client to come back first (v5, 3.1.3.2.2).</param>
public sealed record MqttWill(MqttMessage Message, uint DelaySeconds = 0);
