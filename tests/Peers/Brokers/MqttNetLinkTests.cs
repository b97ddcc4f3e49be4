#if SDK_PACKAGES
using Wattline.Gateway.Adapters.MqttNet;
using Wattline.Gateway.Runtime.Brokers;

namespace Wattline.Tests.Peers.Brokers;

/// <summary>MQTTnet's client against Mosquitto, where MQTTnet can be restored.</summary>
public sealed class MqttNetLinkTests : BrokerLinkContract
{
    private protected override IBrokerLinks Links { get; } = new MqttNetLinks(TimeProvider.System, new Random());
}
#endif
