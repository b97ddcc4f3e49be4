using System.Text;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Cloud.Ingest.Hubs;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Ingest.Hubs;

/// <summary>From a hub on sockets into the database: what arrives, in which order, and where reading goes on.</summary>
public sealed class HubConsumerTests
{
    private const int HeldUp = 5204;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Events_become_rows_in_their_order_and_the_next_process_goes_on_behind_them()
    {
        await using var rig = await HubRig.StartAsync();
        await rig.SendAsync(0, Range(1, 50));
        await using (var first = rig.Read("first"))
        {
            await first.StoredAsync(50).WaitAsync(Stop);
            Assert.Equal(Enumerable.Range(1, 50).Select(static n => (long)n), first.Stored.Select(static header => header.Sequence));
        }

        Assert.Equal(49, rig.Position(0));
        await rig.SendAsync(0, Range(51, 60));
        var second = rig.Read("second");
        await using (second)
        {
            await second.StoredAsync(10).WaitAsync(Stop);
            Assert.Equal(51, second.Stored[0].Sequence);
        }

        // Counted when all of it is done, which is after the rows are told.
        Assert.Equal(10, second.Consumer.Metrics.Events);
        Assert.Equal((60L, 0L), (rig.Queries.Counts().Messages, rig.Queries.Counts().Quarantined));
    }

    [Fact(Timeout = 180_000)]
    public async Task What_cannot_be_decoded_goes_to_quarantine_with_its_bytes_and_the_offset_moves_on()
    {
        await using var rig = await HubRig.StartAsync();
        await rig.SendAsync(0, Range(1, 1));
        await rig.SendAsync(0, [new EventData { Body = Encoding.UTF8.GetBytes("no JSON"), ContentType = "application/json", Properties = [KeyValuePair.Create("cloudEvents:id", AmqpValue.String("x"))] }]);
        await rig.SendAsync(0, [new EventData { Body = new byte[] { 1, 2, 3 }, ContentType = "application/cbor" }]);
        await rig.SendAsync(0, Range(2, 2));
        await using var process = rig.Read();
        await process.StoredAsync(2).WaitAsync(Stop);
        var quarantine = rig.Queries.Quarantine();
        Assert.Contains(quarantine, static row => Encoding.UTF8.GetString(row.Bytes) == "no JSON" && row.Reason.StartsWith("lacks", StringComparison.Ordinal));
        Assert.Contains(quarantine, static row => row.Bytes.SequenceEqual(new byte[] { 1, 2, 3 }) && row.Field == "content-type");
        Assert.Equal((2, 3L), (quarantine.Count, rig.Position(0)));
    }

    [Fact(Timeout = 180_000)]
    public async Task A_full_quarantine_stops_its_partition_alone_and_nothing_is_lost()
    {
        await using var rig = await HubRig.StartAsync(partitions: 2);
        rig.Database.Write(static connection => { connection.Execute("UPDATE quarantine_size SET events = 100000"); });
        await rig.SendAsync(0, Range(1, 1));
        await rig.SendAsync(0, [new EventData { Body = new byte[] { 1 } }]);
        await rig.SendAsync(0, Range(2, 2));
        await using var process = rig.Read();
        Assert.Contains("quarantine is full", await process.Log.SaidAsync(HeldUp).WaitAsync(Stop), StringComparison.Ordinal);
        await rig.SendAsync(1, Range(1, 5, "C-0002"));
        await process.StoredAsync(5).WaitAsync(Stop);
        Assert.All(process.Stored, static header => Assert.Equal("C-0002", header.Concentrator.Text));

        rig.Database.Write(static connection => { connection.Execute("UPDATE quarantine_size SET events = 0"); });
        await process.StoredAsync(7).WaitAsync(Stop);
        Assert.Single(rig.Queries.Quarantine());
        Assert.Contains(rig.Queries.Alarms(), static alarm => alarm.Kind == "quarantine_full");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_went_with_retention_is_an_alarm_with_its_range_and_coverage_asks_for_it()
    {
        await using var rig = await HubRig.StartAsync(bytesMax: 1 << 20, timeStands: true);
        await rig.SendAsync(0, Range(1, 10));
        await using (var before = rig.Read("before")) await before.StoredAsync(10).WaitAsync(Stop);
        await rig.SendAsync(0, Range(11, 12));
        // Events of others fill what the partition keeps: 11 and 12 go.
        await rig.SendAsync(0, Enumerable.Repeat(new EventData { Body = new byte[60_000], ContentType = "text/plain" }, 60));
        await rig.ForgetAsync(0, sequence: 11);
        await rig.SendAsync(0, Range(13, 13));
        await using var after = rig.Read("after");
        await after.StoredAsync(1).WaitAsync(Stop);
        var alarm = Assert.Single(rig.Queries.Alarms(), static alarm => alarm.Kind == HubAlarms.Gap);
        Assert.Contains("events 10 to ", alarm.Detail, StringComparison.Ordinal);
        Assert.Equal(2, rig.Queries.Streams().Single().Missing);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_hub_made_anew_is_read_from_its_beginning_and_told()
    {
        await using var rig = await HubRig.StartAsync();
        await rig.SendAsync(0, Range(1, 30));
        await using (var before = rig.Read("before")) await before.StoredAsync(30).WaitAsync(Stop);
        await rig.MakeHubAsync(partitions: 1);
        await rig.SendAsync(0, Range(28, 40));
        await using var after = rig.Read("after");
        await after.StoredAsync(10).WaitAsync(Stop);
        Assert.Equal(40, rig.Queries.Counts().Messages);
        Assert.Contains("of the hub of", Assert.Single(rig.Queries.Alarms(), static alarm => alarm.Kind == HubAlarms.Replaced).Detail, StringComparison.Ordinal);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_hub_made_anew_under_a_reader_that_waits_is_read_from_its_beginning()
    {
        await using var rig = await HubRig.StartAsync(returns: true);
        await rig.SendAsync(0, Range(1, 30));
        await using var process = rig.Read();
        await process.StoredAsync(30).WaitAsync(Stop);
        await rig.MakeHubAsync(partitions: 1);
        await rig.SendAsync(0, Range(31, 35)); // As many as the reader has left behind, and no more.
        await process.StoredAsync(35).WaitAsync(Stop);
        Assert.Single(rig.Queries.Alarms(), static alarm => alarm.Kind == HubAlarms.Replaced);
    }

    [Fact(Timeout = 180_000)]
    public async Task Two_processes_share_the_partitions_and_what_one_leaves_the_other_takes()
    {
        await using var rig = await HubRig.StartAsync(partitions: 4);
        await using var first = rig.Read("first", leaseSeconds: 1);
        for (var partition = 0; partition < 4; partition++) await rig.SendAsync(partition, Range(1, 10, $"C-{partition}"));
        await first.StoredAsync(40).WaitAsync(Stop);
        var sent = 10;
        await using (var second = rig.Read("second", leaseSeconds: 1))
        {
            // On a busy machine a lease may change hands again: what is sent goes on until the second has stored some of it.
            for (; second.StoredCount < 10; sent++)
                for (var partition = 0; partition < 4; partition++) await rig.SendAsync(partition, Range(sent + 1, sent + 1, $"C-{partition}"));
        }

        for (var partition = 0; partition < 4; partition++) await rig.SendAsync(partition, Range(sent + 1, sent + 10, $"C-{partition}"));
        sent += 10;
        for (var seen = first.StoredCount; rig.Queries.Counts().Messages < 4 * sent; seen = first.StoredCount) await first.StoredAsync(seen + 1).WaitAsync(Stop);
        Assert.All(rig.Queries.Streams(), stream => Assert.Equal((sent, 0L), (stream.Messages, stream.Missing)));
    }

    [Theory(Timeout = 180_000)]
    [InlineData("readings", "another key", "unauthorized-access")]
    [InlineData("unknown", null, "could not be found")]
    public async Task A_hub_that_refuses_says_why(string name, string? key, string expected)
    {
        await using var rig = await HubRig.StartAsync();
        var options = key is null ? rig.Options : rig.OptionsWith(key);
        await using var hub = new AmqpHub(options, name, "$Default", 1, 1, MachineTime.Clock, new Random(1));
        var refused = await Assert.ThrowsAsync<HubRefusedException>(() => hub.DescribeAsync(Stop));
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<Message> Range(int first, int last, string concentrator = "C-0001") =>
        Enumerable.Range(first, last - first + 1).Select(n => Wire.Reading(n, $"{n}", Wire.Day + (n * 900), concentrator: concentrator));
}
