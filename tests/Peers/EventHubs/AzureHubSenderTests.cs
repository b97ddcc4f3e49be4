#if SDK_PACKAGES
using Wattline.Gateway.Adapters.EventHubs;
using Wattline.Gateway.Uplinks.EventHubs;

namespace Wattline.Tests.Peers.EventHubs;

/// <summary>Azure's SDK as a sender, where it can be restored.</summary>
public sealed class AzureHubSenderTests : HubSenderContract
{
    private protected override IHubSender Open(HubAccess access, string hub) => AzureHubSender.Open(access, hub, "test", TimeProvider.System);
}
#endif
