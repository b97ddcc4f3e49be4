using Wattline.Gateway.Runtime.Brokers;

namespace Wattline.Gateway.Adapters.MqttNet;

/// <summary>Links by MQTTnet.</summary>
/// <param name="time">For waits: real time.</param>
/// <param name="jitter">Spreads the waits.</param>
public sealed class MqttNetLinks(TimeProvider time, Random jitter) : IBrokerLinks
{
    /// <inheritdoc/>
    public IBrokerLink Create(BrokerLinkSettings settings, IBrokerEvents events) => new MqttNetLink(settings, events, time, jitter);
}
