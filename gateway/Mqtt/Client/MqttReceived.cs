using System.Buffers;

namespace Wattline.Gateway.Mqtt.Client;

/// <summary>A message that came. Topic and payload are valid during the call only.</summary>
public readonly ref struct MqttReceived
{
    /// <summary>Its topic, UTF-8.</summary>
    public required ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>Its bytes.</summary>
    public required ReadOnlySequence<byte> Payload { get; init; }

    /// <summary>0, 1 or 2.</summary>
    public required int Qos { get; init; }

    /// <summary>Whether it was retained before this client subscribed.</summary>
    public required bool Retain { get; init; }

    /// <summary>Whether the server says that it may have sent it before.</summary>
    public required bool Duplicate { get; init; }

    /// <summary>What to say to <see cref="MqttClientMachine.Acknowledge"/>; 0 with QoS 0.</summary>
    public required long Delivery { get; init; }

    /// <summary>What MQTT 5 said about it.</summary>
    public required MqttMessageProperties Properties { get; init; }
}
