namespace Wattline.Gateway.Mqtt.Client;

/// <summary>What MQTT 5 can say about a message (3.3.2.3). With 3.1.1 nothing of it is sent.</summary>
public sealed record MqttMessageProperties
{
    /// <summary>Says nothing.</summary>
    public static MqttMessageProperties None { get; } = new();

    /// <summary>Whether the payload is UTF-8 text.</summary>
    public bool PayloadIsText { get; init; }

    /// <summary>Seconds until the message is worth nothing; null is never.</summary>
    public uint? ExpirySeconds { get; init; }

    /// <summary>The payload's media type.</summary>
    public string? ContentType { get; init; }

    /// <summary>Where an answer is awaited.</summary>
    public string? ResponseTopic { get; init; }

    /// <summary>What the answer is to carry.</summary>
    public ReadOnlyMemory<byte> CorrelationData { get; init; }

    /// <summary>In the order of the wire.</summary>
    public IReadOnlyList<MqttUserProperty> User { get; init; } = [];
}
