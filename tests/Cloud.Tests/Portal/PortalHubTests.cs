using Wattline.Cloud.Ingest.Host;
using Wattline.Cloud.Ingest.Hubs;
using Wattline.Cloud.Portal;
using Wattline.Cloud.Portal.Settings;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Tests.Cloud.Tests.Ingest.Hubs;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Portal;

/// <summary>Hubs are read inside the portal, or alone; settings that do not serve are told, all at once, without the key.</summary>
public sealed class PortalHubTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task The_portal_reads_its_hubs_and_shows_how_far()
    {
        await using var rig = await HubRig.StartAsync();
        await rig.SendAsync(0, Enumerable.Range(1, 5).Select(static n => Wire.Reading(n, $"{n}")));
        await using var portal = await PortalProcess.StartAsync(
            new PortalSettings { Listen = "http://127.0.0.1:0", AnonymousReads = true, Hubs = new HubsSettings { ConnectionString = rig.ConnectionText(EndpointSettings.DefaultKey), Names = "readings" } },
            new ManualTime(), null, Stop);
        var stored = new TaskCompletionSource();
        portal.Ingest.Stored += _ =>
        {
            if (portal.Ingest.Metrics.Stored == 5) stored.TrySetResult();
        };
        if (portal.Ingest.Metrics.Stored < 5) await stored.Task.WaitAsync(Stop);
        Assert.Equal(5, portal.Queries.Counts().Messages);
        using var http = new HttpClient { BaseAddress = portal.Url };
        Assert.Equal("ready", await http.GetStringAsync("health/ready", Stop));
        Assert.Contains("\"partition\":\"0\"", await http.GetStringAsync("api/hubs", Stop), StringComparison.Ordinal);
        await portal.StopAsync(Stop);
        Assert.Empty(portal.Hubs!.Hubs.Single().Partitions);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("WRONG_KEY", "readings", "unauthorized-access")]
    [InlineData(EndpointSettings.DefaultKey, "unknown", "could not be found")]
    public async Task The_portal_does_not_start_where_a_hub_refuses_and_tells_no_key(string key, string name, string expected)
    {
        await using var rig = await HubRig.StartAsync();
        var settings = new PortalSettings { Listen = "http://127.0.0.1:0", Hubs = new HubsSettings { ConnectionString = rig.ConnectionText(key), Names = name } };
        var refused = await Assert.ThrowsAsync<PortalSettingsException>(() => PortalProcess.StartAsync(settings, new ManualTime(), null, Stop));
        Assert.StartsWith("Hubs: ", Assert.Single(refused.Faults), StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(key, refused.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 180_000)]
    public async Task Alone_it_tells_its_health_and_gives_everything_back_when_it_stops()
    {
        using var folder = new TempFolder();
        await using var rig = await HubRig.StartAsync();
        var settings = Settings(rig, EndpointSettings.DefaultKey, folder.File("cloud.db"));
        await using var ingest = await IngestProcess.StartAsync(settings, MachineTime.Clock, new Random(1), null, Stop);
        using var http = new HttpClient { BaseAddress = ingest.Url };
        Assert.Equal("live", await http.GetStringAsync("health/live", Stop));
        Assert.Equal("ready", await http.GetStringAsync("health/ready", Stop));
        await ingest.StopAsync(Stop);
        await ingest.Ended;
        Assert.Empty(ingest.Hubs.Hubs.Single().Partitions);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("WRONG_KEY", "readings", "unauthorized-access")]
    [InlineData(EndpointSettings.DefaultKey, "readings,unknown", "unknown")]
    public async Task Alone_it_does_not_start_where_a_hub_refuses(string key, string names, string expected)
    {
        using var folder = new TempFolder();
        await using var rig = await HubRig.StartAsync();
        var settings = Settings(rig, key, folder.File("cloud.db"));
        var refused = await Assert.ThrowsAsync<IngestSettingsException>(() =>
            IngestProcess.StartAsync(settings with { Hubs = settings.Hubs with { Names = names } }, MachineTime.Clock, new Random(1), null, Stop));
        Assert.Contains(expected, Assert.Single(refused.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Endpoint=sb://h/;SharedAccessKeyName=n", "SharedAccessKey is missing")]
    [InlineData("Endpoint=sb://h/;SharedAccessKey=SECRET", "SharedAccessKeyName is missing")]
    [InlineData("SharedAccessKeyName=n;SharedAccessKey=SECRET", "Endpoint is missing")]
    [InlineData("Endpoint=sb://h/", "SharedAccessKeyName and SharedAccessKey are missing")]
    [InlineData("Endpoint=sb://h/;SharedAccessKeyName=n;SharedAccessKey=SECRET;EntityPath=other", "EntityPath=other permits this hub alone")]
    [InlineData("Endpoint=sb://h/;SharedAccessKeyNam=n;SharedAccessKey=SECRET", "a part that Event Hubs does not know")]
    public void What_a_connection_string_lacks_is_named_and_no_key_is_repeated(string text, string expected)
    {
        var faults = IngestSettingsCheck.Faults(new IngestHostSettings { DatabaseFile = "x", Hubs = new HubsSettings { ConnectionString = text } });
        var fault = Assert.Single(faults);
        Assert.Contains(expected, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var faults = IngestSettingsCheck.Faults(new IngestHostSettings
        {
            Listen = "nowhere",
            Hubs = new HubsSettings { ConnectionString = "Endpoint=sb://h/;SharedAccessKeyName=n;SharedAccessKey=k", Names = "a,A", Group = "", LeaseSeconds = 1, BatchEvents = 0, PrefetchEvents = 0, PrefetchMebibytes = 0 },
        });
        Assert.Equal(8, faults.Count);
    }

    private static IngestHostSettings Settings(HubRig rig, string key, string file) => new()
    {
        Listen = "http://127.0.0.1:0",
        DatabaseFile = file,
        Hubs = new HubsSettings { ConnectionString = rig.ConnectionText(key), Names = "readings" },
    };
}
