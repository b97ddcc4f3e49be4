using Wattline.Gateway.Host.Broker;
using Wattline.Gateway.Runtime.Brokers;

namespace Wattline.Tests.Peers.Brokers;

/// <summary>Our own client against Mosquitto.</summary>
public sealed class ClientLinkTests : BrokerLinkContract
{
    private protected override IBrokerLinks Links { get; } = new ClientLinks(TimeProvider.System, new Random());
}
