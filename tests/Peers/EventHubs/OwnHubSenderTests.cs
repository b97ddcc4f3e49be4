using Wattline.Gateway.Uplinks.EventHubs;

namespace Wattline.Tests.Peers.EventHubs;

/// <summary>Our own client as a sender.</summary>
public sealed class OwnHubSenderTests : HubSenderContract
{
    private protected override IHubSender Open(HubAccess access, string hub) => access.Open(hub, "test", TimeProvider.System, new Random());
}
