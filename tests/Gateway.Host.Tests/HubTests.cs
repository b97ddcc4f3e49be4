using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.EventHubs.Tokens;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Uplinks.EventHubs;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Tests.Gateway.Host.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Gateway.Host;

public sealed class HubTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Deadline.Ms)]
    public async Task Each_stream_goes_to_its_hub_under_the_concentrators_key()
    {
        await using var rig = new HubRig();
        await rig.StartHubAsync(Stop);
        await rig.StartGatewayAsync(Stop);
        await using (var device = await rig.ConnectAsync(Stop))
            for (var i = 1; i <= 20; i++)
            {
                await device.PublishAsync("v1/up/C-1/money", Money(i), Stop);
                await device.PublishAsync("v1/up/C-1/events", Event(i), Stop);
            }
        await DrainedAsync(rig);
        foreach (var stream in new[] { "money", "events" })
        {
            var stored = await rig.ReadAsync(stream, Stop);
            Assert.All(stored, one => Assert.Equal(("C-1", "gw"), (one.Key, one.Event.Event!.Gateway)));
            Assert.Single(stored.Select(one => one.Partition).Distinct());
            Assert.Equal([.. Enumerable.Range(1, 20).Select(i => Id(stream, i))], stored.Select(one => one.Event.Event!.Id));
        }
        var status = rig.Gateway.Status;
        Assert.Equal((40, UplinkOutcome.Durable), (status.Forwarded, status.Uplink));
        Assert.Equal([("money", 20L, ""), ("events", 20L, ""), ("readings", 0L, "")], status.Hubs.Select(hub => (hub.Stream, hub.Forwarded, hub.Alarm)));
        Assert.DoesNotContain(HubRig.Key, rig.Logs, StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task With_a_wrong_key_nothing_leaves_the_journal_and_an_alarm_says_what_to_do()
    {
        using var circuits = new Circuits();
        await using var rig = new HubRig();
        await rig.StartHubAsync(Stop);
        const string wrong = "another-key-that-nobody-may-see";
        await rig.StartGatewayAsync(Stop, hubs => hubs with { ConnectionString = HubRig.ConnectionString(rig.Port, wrong) });
        await using (var device = await rig.ConnectAsync(Stop)) await device.PublishAsync("v1/up/C-1/money", Money(1), Stop);
        await UntilAsync(() => rig.Gateway.Status.Hubs is [{ Outcome: UplinkOutcome.Unauthorised, Alarm.Length: > 0 }, ..] && rig.Gateway.Status.Uplink == UplinkOutcome.Unauthorised);
        await UntilAsync(() => rig.Logs.Contains("Error The hub money takes no money until somebody does something (Unauthorised", StringComparison.Ordinal) && circuits.Open("money") == 1);
        Assert.Contains("Uplink:Hubs:ConnectionString", rig.Gateway.Status.Hubs[0].Alarm, StringComparison.Ordinal);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{rig.Gateway.HttpPort}") };
        var page = await http.GetFromJsonAsync<JsonElement>("/health/ready", Stop);
        Assert.Equal("Unauthorised", page.GetProperty("hubs")[0].GetProperty("outcome").GetString());
        Assert.Equal((0, 1), (rig.Gateway.Status.Forwarded, rig.Gateway.Status.Depth));
        await rig.Gateway.StopAsync();
        await rig.StartGatewayAsync(Stop);
        await DrainedAsync(rig);
        Assert.Equal([Id("money", 1)], await rig.IdsAsync("money", Stop));
        Assert.DoesNotContain(wrong, rig.Logs, StringComparison.Ordinal);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_hub_that_does_not_exist_stops_its_own_stream_alone_until_it_does()
    {
        using var circuits = new Circuits();
        await using var rig = new HubRig { Port = TestPorts.Take() };
        await rig.StartHubAsync(Stop, settings => settings with { Hubs = [settings.Hubs[0]] }, rig.Port);
        await rig.StartGatewayAsync(Stop);
        await using (var device = await rig.ConnectAsync(Stop))
        {
            await device.PublishAsync("v1/up/C-1/events", Event(1), Stop);
            await device.PublishAsync("v1/up/C-1/money", Money(1), Stop);
        }
        await UntilAsync(() => rig.Gateway.Status.Hubs is [{ Forwarded: 1, Alarm: "" }, { Forwarded: 0, Outcome: UplinkOutcome.NotFound, Alarm: var alarm }, ..] && alarm.Contains("Make the hub 'events'", StringComparison.Ordinal));
        await UntilAsync(() => circuits.Open("events") == 1);
        await rig.StopHubAsync();
        await rig.StartHubAsync(Stop, port: rig.Port);
        await UntilAsync(() => rig.Gateway.Status.Hubs[1] is { Forwarded: 1, Alarm: "", Outcome: UplinkOutcome.Durable });
        await UntilAsync(() => circuits.Open("events") == 0 && rig.Logs.Contains("The hub events takes events again.", StringComparison.Ordinal));
        Assert.Equal([Id("events", 1)], await rig.IdsAsync("events", Stop));
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_token_that_ends_in_the_middle_is_an_alarm_and_a_gateway_with_another_goes_on_where_it_was()
    {
        var time = new LeapingTime();
        await using var rig = new HubRig { HubTime = time };
        await rig.StartHubAsync(Stop);
        await rig.StartGatewayAsync(Stop, hubs => hubs with { ConnectionString = $"Endpoint=sb://127.0.0.1:{rig.Port};SharedAccessSignature={Token(rig.Port, TimeSpan.FromHours(1))};UseDevelopmentEmulator=true" });
        await using var device = await rig.ConnectAsync(Stop);
        var sent = 0;
        await device.PublishAsync("v1/up/C-1/money", Money(++sent), Stop);
        await DrainedAsync(rig);
        time.Leap(TimeSpan.FromHours(2));
        while (rig.Gateway.Status.Hubs[0].Outcome != UplinkOutcome.Unauthorised) await device.PublishAsync("v1/up/C-1/money", Money(++sent), Stop);
        Assert.Contains("Mend the key or the token", rig.Gateway.Status.Hubs[0].Alarm, StringComparison.Ordinal);
        await device.PublishAsync("v1/up/C-1/money", Money(++sent), Stop);
        await rig.Gateway.StopAsync();
        time.Leap(TimeSpan.Zero);
        await rig.StartGatewayAsync(Stop);
        await DrainedAsync(rig);
        Assert.Equal([.. Enumerable.Range(1, sent).Select(i => Id("money", i))], (await rig.IdsAsync("money", Stop)).Distinct());
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_hub_that_throttles_cuts_and_forgets_gets_everything_in_order()
    {
        const int seed = 20261122;
        const int messages = 40;
        await using var rig = new HubRig();
        await rig.StartHubAsync(Stop, settings => settings with { Faults = new FaultSettings { Seed = seed, Busy = 0.2, StoredAndCut = 0.1, Cut = 0.1, Detached = 0.1 } });
        await rig.StartGatewayAsync(Stop);
        await using (var first = await rig.ConnectAsync(Stop))
        await using (var second = await rig.ConnectAsync(Stop, "C-2"))
            for (var i = 1; i <= messages; i++)
            {
                await first.PublishAsync("v1/up/C-1/money", Money(i), Stop);
                await second.PublishAsync("v1/up/C-2/money", Money(i), Stop);
            }
        await DrainedAsync(rig);
        var stored = await rig.IdsAsync("money", Stop);
        foreach (var concentrator in new[] { "C-1", "C-2" })
        {
            List<string> expected = [.. Enumerable.Range(1, messages).Select(i => Id("money", i, concentrator))];
            var came = stored.Where(id => id.StartsWith(concentrator, StringComparison.Ordinal)).Distinct().ToList();
            Assert.True(expected.SequenceEqual(came), $"seed {seed}: {came.Count} of {concentrator}, in order: {expected.SequenceEqual(came.Order())}");
        }
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task An_event_that_the_hub_finds_too_large_goes_to_quarantine_with_a_notice_and_its_neighbours_go_on()
    {
        await using var rig = new HubRig();
        await rig.StartHubAsync(Stop, settings => settings with { Limits = settings.Limits with { MessageBytesMax = 4_096 } });
        await rig.StartGatewayAsync(Stop);
        await using (var device = await rig.ConnectAsync(Stop))
        {
            await device.PublishAsync("v1/up/C-1/events", Event(1), Stop);
            await device.PublishAsync("v1/up/C-1/events", Event(2, 8_000), Stop);
            await device.PublishAsync("v1/up/C-1/events", Event(3), Stop);
        }
        await DrainedAsync(rig);
        Assert.Equal([Id("events", 1), Id("events", 2) + "/quarantined", Id("events", 3)], (await rig.IdsAsync("events", Stop)).Distinct().Order());
        Assert.Equal(1, rig.Gateway.Status.Quarantined["too_large"]);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_peer_that_stops_reading_is_left_and_nothing_is_taken_for_sent()
    {
        await using var rig = new HubRig { Idle = TimeSpan.FromSeconds(1) };
        await rig.StartHubAsync(Stop);
        await using var relay = new FreezableRelay(rig.Port);
        rig.Port = relay.Port;
        await rig.StartGatewayAsync(Stop);
        await using var device = await rig.ConnectAsync(Stop);
        await device.PublishAsync("v1/up/C-1/money", Money(1), Stop);
        await DrainedAsync(rig);
        relay.Freeze();
        for (var i = 2; i <= 50; i++) await device.PublishAsync("v1/up/C-1/money", Money(i), Stop);
        await UntilAsync(() => rig.Gateway.Status.Hubs[0] is { Outcome: UplinkOutcome.Away, Detail.Length: > 0, Alarm: "" });
        Assert.Equal((1, 49), (rig.Gateway.Status.Forwarded, rig.Gateway.Status.Depth));
        relay.Thaw();
        await DrainedAsync(rig);
        Assert.Equal([.. Enumerable.Range(1, 50).Select(i => Id("money", i))], (await rig.IdsAsync("money", Stop)).Distinct());
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_kill_in_the_middle_loses_nothing()
    {
        await using var rig = new HubRig { Port = TestPorts.Take() };
        await rig.StartGatewayAsync(Stop);
        await using (var device = await rig.ConnectAsync(Stop))
            for (var i = 1; i <= 30; i++) await device.PublishAsync("v1/up/C-1/money", Money(i), Stop);
        await UntilAsync(() => rig.Gateway.Status.Hubs[0].Outcome == UplinkOutcome.Away);
        await rig.Gateway.KillAsync();
        await rig.StartHubAsync(Stop, port: rig.Port);
        await rig.StartGatewayAsync(Stop);
        await DrainedAsync(rig);
        Assert.Equal([.. Enumerable.Range(1, 30).Select(i => Id("money", i))], (await rig.IdsAsync("money", Stop)).Distinct());
    }

    [Fact]
    public void A_token_file_is_read_whenever_a_token_is_needed_and_one_that_cannot_be_read_is_refused()
    {
        var file = Path.GetTempFileName();
        try
        {
            var now = DateTimeOffset.UnixEpoch.AddDays(20_000);
            var provider = new TokenFileProvider(file);
            File.WriteAllText(file, SasToken.Create("sb://hub", "send", HubRig.Key, now.AddHours(1)) + "\n");
            Assert.Equal(("servicebus.windows.net:sastoken", now.AddHours(1)), (provider.TryGet("sb://hub", now)!.Type, provider.TryGet("sb://hub", now)!.ExpiresAt));
            File.WriteAllText(file, $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes("{\"exp\":1728003600}")).TrimEnd('=')}.c2ln");
            Assert.Equal(("jwt", DateTimeOffset.FromUnixTimeSeconds(1_728_003_600)), (provider.TryGet("sb://hub", now)!.Type, provider.TryGet("sb://hub", now)!.ExpiresAt));
            File.Delete(file);
            Assert.Equal("", provider.TryGet("sb://hub", now)!.Text);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Token(int port, TimeSpan life) => SasToken.Create($"sb://127.0.0.1:{port}", "send", HubRig.Key, HubRig.RealTime.GetUtcNow() + life);

    private static string Id(string stream, int sequence, string concentrator = "C-1") => $"{concentrator}/0000000000000007/{stream}/{sequence.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>[1, 7, 0, n, 1, 0, null, [1, "K1", 1, n, "A-1", 1, 100, "CNY", null]].</summary>
    private static byte[] Money(int sequence) =>
        [0x88, 1, 7, 0, .. Count(sequence), 1, 0, 0xF6, 0x89, 1, 0x62, (byte)'K', (byte)'1', 1, .. Count(sequence), 0x63, .. "A-1"u8, 1, 0x18, 100, 0x63, .. "CNY"u8, 0xF6];

    /// <summary>[1, 7, 1, n, 1, 0, null, ["door", "C-1", n, null, [1]]], or with so many bytes that nothing makes smaller instead.</summary>
    private static byte[] Event(int sequence, int noise = 0)
    {
        var detail = new byte[noise];
        new Random(sequence).NextBytes(detail);
        return [0x88, 1, 7, 1, .. Count(sequence), 1, 0, 0xF6, 0x85, 0x64, .. "door"u8, 0x63, .. "C-1"u8, .. Count(sequence), 0xF6, .. noise == 0 ? [0x81, 1] : (byte[])[0x59, (byte)(noise >> 8), (byte)noise, .. detail]];
    }

    private static byte[] Count(int number) => number < 24 ? [(byte)number] : number < 256 ? [0x18, (byte)number] : [0x19, (byte)(number >> 8), (byte)number];

    private static Task DrainedAsync(HubRig rig) => UntilAsync(() => rig.Gateway.Status is { Depth: 0, Accepted: >= 0 } && rig.Gateway.Status.Hubs.All(static hub => hub.InFlight == 0));

    private static async Task UntilAsync(Func<bool> reached)
    {
        while (!reached())
        {
            Stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>What the metric of open circuits says.</summary>
    private sealed class Circuits : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, long> _open = [];

        public Circuits()
        {
            _listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == UplinkMetrics.MeterName && instrument.Name == "gateway.hub.circuits") listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, change, tags, _) =>
            {
                foreach (var (key, value) in tags)
                    if (key == "stream")
                        lock (_open) _open[(string)value!] = _open.GetValueOrDefault((string)value!) + change;
            });
            _listener.Start();
        }

        public long Open(string stream)
        {
            lock (_open) return _open.GetValueOrDefault(stream);
        }

        public void Dispose() => _listener.Dispose();
    }
}
