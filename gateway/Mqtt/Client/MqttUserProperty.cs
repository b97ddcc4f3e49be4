namespace Wattline.Gateway.Mqtt.Client;

/// <summary>A name and a value that the standard gives no meaning (v5, 3.3.2.3.7). A name may come several times.</summary>
public readonly record struct MqttUserProperty(string Name, string Value);
