using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Transport;
using Wattline.Cloud.Ingest.Hubs;
using Xunit;

namespace Wattline.Tests.Peers.EventHubs;

/// <summary>Our own client as a hub.</summary>
public sealed class OwnHubTests : HubContract
{
    private protected override IHub Open(string connectionString, string hub)
    {
        Assert.Equal(ConnectionStringFault.None, ConnectionString.TryParse(connectionString, out var space));
        return new AmqpHub(new EventHubOptions { Namespace = space }, hub, "$Default", prefetch: 1_000, prefetchBytes: 16 << 20, TimeProvider.System, new Random());
    }
}
