namespace Wattline.Gateway.Mqtt.Client;

/// <summary>The protocol level that CONNECT names (MQTT 3.1.1 and 5, 3.1.2.2).</summary>
public enum MqttVersion
{
    None = 0,

    /// <summary>MQTT 3.1.1.</summary>
    V311 = 4,

    /// <summary>MQTT 5.</summary>
    V5 = 5,
}
