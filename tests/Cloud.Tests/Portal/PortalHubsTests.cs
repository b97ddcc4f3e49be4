using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Cloud.Portal;
using Wattline.Cloud.Portal.Settings;
using Wattline.Gateway.Domain;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Tests.Cloud.Tests.Ingest.Hubs;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Portal;

/// <summary>The portal reads the hubs itself when it is told where they are.</summary>
public sealed class PortalHubsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task What_comes_through_a_hub_is_in_the_api_and_the_portal_is_ready()
    {
        await using var rig = await HubRig.StartAsync();
        await using var portal = await Start(rig.ConnectionText(EndpointSettings.DefaultKey), "readings");
        var stored = new TaskCompletionSource<IReadOnlyList<MessageHeader>>(TaskCreationOptions.RunContinuationsAsynchronously);
        portal.Ingest.Stored += headers => stored.TrySetResult(headers);
        await rig.SendAsync(0, [Wire.Reading(1, "7.25")]);
        Assert.Equal(1, Assert.Single(await stored.Task.WaitAsync(Stop)).Sequence);
        using var http = new HttpClient { BaseAddress = portal.Url };
        Assert.Equal("ready", await http.GetStringAsync("/health/ready", Stop));
        var values = new List<string?>();
        portal.Queries.StreamReadings(reading => values.Add(reading.Value?.ToString()));
        Assert.Equal(["7.25"], values);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("readings", "another-key", "readings")]
    [InlineData("nothing", EndpointSettings.DefaultKey, "could not be found")]
    public async Task A_hub_that_refuses_is_told_at_the_start_and_no_key_with_it(string hub, string key, string said)
    {
        await using var rig = await HubRig.StartAsync();
        var refused = await Assert.ThrowsAsync<PortalSettingsException>(() => Start(rig.ConnectionText(key), hub));
        Assert.Contains(said, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith("Hubs: ", refused.Faults.Single(), StringComparison.Ordinal);
        Assert.DoesNotContain(key, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_string_with_a_part_missing_is_refused_by_name() =>
        Assert.Contains("Hubs:ConnectionString: SharedAccessKey is missing", (await Assert.ThrowsAsync<PortalSettingsException>(
            () => Start("Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=a;UseDevelopmentEmulator=true", "readings"))).Message, StringComparison.Ordinal);

    private static Task<PortalProcess> Start(string connection, string hubs) => PortalProcess.StartAsync(
        PortalFixture.Settings with { DatabaseConnection = TestStore.NewConnection(), Hubs = new() { ConnectionString = connection, Names = hubs } },
        new ManualTime(), NullLoggerFactory.Instance, Stop);
}
