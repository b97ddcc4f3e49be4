namespace Wattline.Gateway.Host.Settings;

/// <summary>Clients for an external broker.</summary>
public enum BrokerClient
{
    /// <summary>Our own.</summary>
    Own,

    /// <summary>MQTTnet's, where the gateway was built with SdkPackages=true.</summary>
    MqttNet,
}
