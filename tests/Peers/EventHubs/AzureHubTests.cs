#if SDK_PACKAGES
using Wattline.Cloud.Adapters.EventHubs;
using Wattline.Cloud.Ingest.Hubs;

namespace Wattline.Tests.Peers.EventHubs;

/// <summary>Azure's SDK as a hub, where it can be restored.</summary>
public sealed class AzureHubTests : HubContract
{
    private protected override IHub Open(string connectionString, string hub) =>
        new AzureHub(new AzureHubSettings { ConnectionString = connectionString, Hub = hub }, TimeProvider.System);
}
#endif
