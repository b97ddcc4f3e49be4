namespace Wattline.Gateway.Mqtt.Client;

/// <summary>A QoS 1 or 2 message on its way to the server.</summary>
internal sealed class Outgoing(long token, MqttMessage message)
{
    public long Token { get; } = token;

    public MqttMessage Message { get; } = message;

    /// <summary>0 until it is sent for the first time.</summary>
    public ushort PacketId { get; set; }

    /// <summary>Whether it was sent in this session.</summary>
    public bool WasSent { get; set; }

    /// <summary>Whether it is on the present connection and unanswered.</summary>
    public bool IsUnderWay { get; set; }

    /// <summary>Whether the server said PUBREC (QoS 2).</summary>
    public bool IsReceived { get; set; }
}
