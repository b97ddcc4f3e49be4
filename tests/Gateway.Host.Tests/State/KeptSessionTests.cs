using System.Text;
using Wattline.Gateway.Journal;
using Wattline.Simulators.Physics;
using Wattline.Tests.Gateway.Host.Support;
using Wattline.Tests.World;
using Xunit;

namespace Wattline.Tests.Gateway.Host.State;

/// <summary>A gateway that is stopped, killed, or loses its power: what clients find again of what it said.</summary>
public sealed class KeptSessionTests
{
    public enum End
    {
        Stop,
        Kill,
        PowerCut,
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = Deadline.Ms)]
    [InlineData(End.Stop, 0)]
    [InlineData(End.Kill, 0)]
    [InlineData(End.PowerCut, 1)]
    [InlineData(End.PowerCut, 2)]
    [InlineData(End.PowerCut, 3)]
    public async Task Whatever_was_answered_is_found_again(End end, int seed)
    {
        UnsyncedDisk[] disks = [new() { PageBytes = 4_096 }, new() { PageBytes = 512 }, new() { PageBytes = 512 }];
        await using var rig = await Rig.StartAsync(Stop, disks: end != End.PowerCut ? null : new Dictionary<string, IJournalDisk>
        {
            ["journal"] = new UnsyncedJournalDisk(disks[0]),
            ["quarantine"] = new UnsyncedJournalDisk(disks[1]),
            ["sessions"] = new UnsyncedJournalDisk(disks[2]),
        });
        await using (var device = await rig.ConnectAsync(Stop, clean: false))
        {
            Assert.False(device.SessionPresent);
            await device.SubscribeAsync("v1/down/C-1/#", Stop);
            await device.RetainAsync("v1/status/C-1", "on"u8.ToArray(), Stop);
            await device.PublishTwiceSafeAsync("v1/up/C-1/money", Money(1), packetId: 200, again: false, Stop);
        }
        await (end == End.Stop ? rig.Gateway.StopAsync() : rig.Gateway.KillAsync());
        foreach (var disk in disks) disk.Crash(new Random(seed));
        await rig.StartGatewayAsync(Stop);

        await using (var device = await rig.ConnectAsync(Stop, clean: false))
        {
            Assert.True(device.SessionPresent);
            // The subscription is there: what is sent now comes, though the client subscribes no more.
            Assert.NotEmpty(await device.ReceiveAsync("v1/down/C-1/time", Stop));
            await device.PublishTwiceSafeAsync("v1/up/C-1/money", Money(1), packetId: 200, again: true, Stop);
            await device.ReleaseAsync(200, Stop);
            await device.SubscribeAsync("v1/status/C-1", Stop);
            Assert.Equal("on", Encoding.UTF8.GetString(await device.ReceiveAsync("v1/status/C-1", Stop)));
        }
        // Not taken twice, though it was sent twice: the first start took it, this one nothing.
        Assert.Equal(0, rig.Gateway.Status.Accepted);
        await rig.Cloud.StoredAsync(1, Stop);
    }

    [Fact(Timeout = Deadline.Ms)]
    public async Task A_plan_that_the_registry_has_no_more_is_cleared_by_the_next_start_and_one_that_it_has_is_not_sent_again()
    {
        await using var rig = await Rig.StartAsync(Stop);
        await using (var device = await rig.ConnectAsync(Stop, clean: false))
        {
            await device.SubscribeAsync("v1/down/C-1/plan", Stop);
            Assert.NotEmpty(await device.ReceiveAsync("v1/down/C-1/plan", Stop));
            // Its SUBACK follows the commit that also has the plan's PUBACK: the kill comes after both.
            await device.SubscribeAsync("v1/down/C-1/image", Stop);
        }
        await rig.Gateway.KillAsync();
        await rig.StartGatewayAsync(Stop);
        await using (var device = await rig.ConnectAsync(Stop, clean: false))
        {
            Assert.True(device.SessionPresent);
            Assert.DoesNotContain(await device.PingAsync(Stop), type => type >> 4 == 3);
        }
        await rig.Gateway.KillAsync();
        rig.Cloud.Registry = """{"version":4,"plans":[]}""";
        await rig.StartGatewayAsync(Stop);
        await using (var device = await rig.ConnectAsync(Stop, clean: false)) Assert.Empty(await device.ReceiveAsync("v1/down/C-1/plan", Stop));
    }

    private static byte[] Money(int sequence) => GatewayProcessTests.Money(sequence);
}
