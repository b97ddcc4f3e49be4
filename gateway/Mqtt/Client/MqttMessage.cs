namespace Wattline.Gateway.Mqtt.Client;

/// <summary>A message to publish.</summary>
/// <param name="Topic">A topic name without wildcards.</param>
/// <param name="Payload">Not to be changed until the message is completed.</param>
/// <param name="Qos">0, 1 or 2.</param>
/// <param name="Retain">Whether later subscribers get it too.</param>
public sealed record MqttMessage(string Topic, ReadOnlyMemory<byte> Payload, int Qos, bool Retain)
{
    /// <summary>For MQTT 5.</summary>
    public MqttMessageProperties Properties { get; init; } = MqttMessageProperties.None;
}
