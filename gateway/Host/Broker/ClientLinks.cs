using Wattline.Gateway.Mqtt.Client;
using Wattline.Gateway.Runtime.Brokers;

namespace Wattline.Gateway.Host.Broker;

/// <summary>Links by our own client.</summary>
internal sealed class ClientLinks(TimeProvider time, Random jitter) : IBrokerLinks
{
    /// <inheritdoc/>
    public IBrokerLink Create(BrokerLinkSettings settings, IBrokerEvents events) => new ClientLink(settings, events, time, jitter);
}
