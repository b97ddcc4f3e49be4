using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Wattline.Gateway.Host;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Tests.Gateway.Host.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

public sealed class GatewayProcessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_message_travels_from_the_socket_to_the_cloud()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await using var device = await rig.ConnectAsync(Stop);
        await device.PublishAsync("v1/up/C-1/money", Money(1), Stop);
        await device.PublishAsync("v1/up/C-1/readings", Readings(1), Stop);
        await rig.Cloud.StoredAsync(2, Stop);
        Assert.Equal(["C-1/0000000000000007/money/1", "C-1/0000000000000007/readings/1"], rig.Cloud.Stored.Order());
        var status = rig.Gateway.Status;
        Assert.Equal((2, 2, 1), (status.Accepted, status.Durable, status.Connected));
        Assert.DoesNotContain(TestCloud.Token, rig.Logs, StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_concentrator_gets_its_plan_and_the_time()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await using var device = await rig.ConnectAsync(Stop);
        await device.SubscribeAsync("v1/down/C-1/#", Stop);
        // [1, 1772323200000] and [1, 1, 900, [[0, [[65536, [["1-0:1.8.0", 2]]]]]], [[0, "000000000001", 0, 2400]]]
        Assert.Equal("82011B0000019CA6B1DC00", Convert.ToHexString(await device.ReceiveAsync("v1/down/C-1/time", Stop)));
        Assert.Equal(
            "85010119038481820081821A00010000818269312D303A312E382E300281" + "84006C303030303030303030303031" + "00190960",
            Convert.ToHexString(await device.ReceiveAsync("v1/down/C-1/plan", Stop)));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_replay_request_becomes_one_command()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await using var device = await rig.ConnectAsync(Stop);
        await device.SubscribeAsync("v1/down/C-1/commands", Stop);
        rig.Cloud.Replays = """[{"id":9,"concentrator":"C-1","epoch":"0000000000000007","stream":"readings","first":3,"last":5}]""";
        Assert.Equal("840109018407020305", Convert.ToHexString(await device.ReceiveAsync("v1/down/C-1/commands", Stop)));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task What_the_journal_still_holds_is_sent_again_from_there_and_the_concentrator_is_asked_for_the_rest_alone()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await using var device = await rig.ConnectAsync(Stop);
        await device.SubscribeAsync("v1/down/C-1/commands", Stop);
        for (var i = 1; i <= 3; i++) await device.PublishAsync("v1/up/C-1/money", Money(i), Stop);
        await UntilAsync(() => rig.Gateway.Status is { Forwarded: 3, Depth: 0 });
        rig.Cloud.Replays = """[{"id":9,"concentrator":"C-1","epoch":"0000000000000007","stream":"money","first":2,"last":5}]""";
        Assert.Equal("840109018407000405", Convert.ToHexString(await device.ReceiveAsync("v1/down/C-1/commands", Stop)));
        await UntilAsync(() => rig.Gateway.Status is { Forwarded: 5, Depth: 0 });
        Assert.Equal(3, rig.Cloud.Stored.Count);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task What_was_acknowledged_survives_a_kill()
    {
        await using var rig = await Rig.StartAsync(Stop);
        rig.Cloud.Status = 500;
        await using (var device = await rig.ConnectAsync(Stop))
            for (var i = 1; i <= 50; i++) await device.PublishAsync("v1/up/C-1/money", Money(i), Stop);
        await rig.Gateway.KillAsync();
        Assert.Empty(rig.Cloud.Stored);
        rig.Cloud.Status = 200;
        await rig.StartGatewayAsync(Stop);
        await rig.Cloud.StoredAsync(50, Stop);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => $"C-1/0000000000000007/money/{i}").Order(), rig.Cloud.Stored.Order());
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_clean_stop_sends_nothing_twice()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await using (var device = await rig.ConnectAsync(Stop)) await device.PublishAsync("v1/up/C-1/money", Money(1), Stop);
        await rig.Cloud.StoredAsync(1, Stop);
        await UntilAsync(() => rig.Gateway.Status is { Forwarded: 1, Depth: 0 });
        await rig.Gateway.StopAsync();
        var batches = rig.Cloud.Batches;
        await rig.StartGatewayAsync(Stop);
        await using (var device = await rig.ConnectAsync(Stop)) await device.PublishAsync("v1/up/C-1/money", Money(2), Stop);
        await rig.Cloud.StoredAsync(2, Stop);
        Assert.Equal(batches + 1, rig.Cloud.Batches);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_gateway_that_starts_while_the_cloud_is_away_still_has_its_plans()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await UntilAsync(() => rig.Gateway.Status.Registry == 3);
        await rig.Gateway.StopAsync();
        rig.Cloud.Registry = "gone";
        await rig.StartGatewayAsync(Stop);
        await using var device = await rig.ConnectAsync(Stop);
        await device.SubscribeAsync("v1/down/C-1/plan", Stop);
        Assert.NotEmpty(await device.ReceiveAsync("v1/down/C-1/plan", Stop));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task Poison_is_seen_and_replayed_over_http_and_neighbours_go_on()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await using var device = await rig.ConnectAsync(Stop);
        await device.PublishAsync("v1/up/C-1/readings", "poison"u8.ToArray(), Stop);
        await device.PublishAsync("v1/up/C-1/readings", Readings(2), Stop);
        await rig.Cloud.StoredAsync(1, Stop);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{rig.Gateway.HttpPort}") };
        Assert.Equal("live", await http.GetStringAsync("/health/live", Stop));
        await UntilAsync(() => rig.Gateway.Status.Uplink == UplinkOutcome.Durable);
        var ready = JsonDocument.Parse(await http.GetStringAsync("/health/ready", Stop)).RootElement;
        Assert.Equal(("Open", "Durable", 1), (ready.GetProperty("journal").GetString(), ready.GetProperty("uplink").GetString(), ready.GetProperty("quarantined").GetProperty("not_cbor").GetInt32()));
        var held = (await http.GetFromJsonAsync<JsonElement>("/api/quarantine", Stop))[0];
        Assert.Equal(("not_cbor", "v1/up/C-1/readings", Convert.ToHexString("poison"u8)), (held.GetProperty("reason").GetString(), held.GetProperty("topic").GetString(), held.GetProperty("payload_hex").GetString()));

        using var answer = await http.PostAsync("/api/quarantine/replay", null, Stop);
        Assert.Equal("""{"replayed":1}""", await answer.Content.ReadAsStringAsync(Stop));
        await UntilAsync(() => rig.Gateway.Status is { Depth: 0, Quarantined: var poison } && poison.GetValueOrDefault("not_cbor") == 1);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_dismissed_message_is_gone_for_good_and_the_log_says_which()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await using (var device = await rig.ConnectAsync(Stop))
        {
            await device.PublishAsync("v1/up/C-1/readings", "poison"u8.ToArray(), Stop);
            await device.PublishAsync("v1/up/C-1/money", "other"u8.ToArray(), Stop);
        }
        await UntilAsync(() => rig.Gateway.Quarantine(10).Count == 2);
        var id = rig.Gateway.Quarantine(10).Single(message => message.Topic == "v1/up/C-1/readings").Id;
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{rig.Gateway.HttpPort}") };
        using var answer = await http.PostAsync($"/api/quarantine/{id}/dismiss", null, Stop);
        Assert.Equal("""{"dismissed":1}""", await answer.Content.ReadAsStringAsync(Stop));
        using var again = await http.PostAsync($"/api/quarantine/{id}/dismiss", null, Stop);
        Assert.Equal((HttpStatusCode.NotFound, """{"dismissed":0}"""), (again.StatusCode, await again.Content.ReadAsStringAsync(Stop)));
        Assert.Contains($"Quarantined message {id} of v1/up/C-1/readings (not_cbor) was dismissed", rig.Logs, StringComparison.Ordinal);
        await rig.Gateway.KillAsync();
        await rig.StartGatewayAsync(Stop);
        Assert.Equal("v1/up/C-1/money", Assert.Single(rig.Gateway.Quarantine(10)).Topic);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task Two_gateways_do_not_share_a_journal()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await Assert.ThrowsAsync<IOException>(() => GatewayProcess.StartAsync(rig.Settings, new ManualTime(), null, Stop));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task Without_an_uplink_the_journal_keeps_everything()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await rig.Gateway.StopAsync();
        await using var alone = await GatewayProcess.StartAsync(rig.Settings with { Uplink = new() }, new ManualTime(), null, Stop);
        await using (var device = await WireClient.ConnectAsync(alone.MqttPort, "C-1", null, Stop)) await device.PublishAsync("v1/up/C-1/money", Money(1), Stop);
        Assert.Equal(1, alone.Status.Depth);
        await alone.StopAsync();
        await rig.StartGatewayAsync(Stop);
        await rig.Cloud.StoredAsync(1, Stop);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task Settings_that_cannot_be_used_start_nothing() =>
        await Assert.ThrowsAsync<SettingsException>(() => GatewayProcess.StartAsync(new GatewaySettings(), new ManualTime(), null, Stop));

    internal static byte[] Money(int sequence) =>
        [.. Convert.FromHexString("88010700"), .. Number(sequence), .. Convert.FromHexString("010AF6" + "8901" + "624B31" + "05"), .. Number(sequence), .. Convert.FromHexString("6141" + "02" + "192710" + "63434E59" + "F6")];

    private static byte[] Readings(int sequence) =>
        [.. Convert.FromHexString("88010702"), .. Number(sequence), .. Convert.FromHexString("010AF6" + "8401001A69A38180" + "81" + "8500000000" + "81193039")];

    private static byte[] Number(int value) => value < 24 ? [(byte)value] : [0x18, (byte)value];

    /// <summary>Looks again until it is so; the test's own deadline ends the wait.</summary>
    private static async Task UntilAsync(Func<bool> so)
    {
        while (!so())
        {
            Stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
