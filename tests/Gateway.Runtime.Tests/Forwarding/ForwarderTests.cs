using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Tests.Gateway.Runtime.Support;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Forwarding;

public sealed class ForwarderTests
{
    [Fact]
    public void Money_goes_before_events_before_readings()
    {
        using var bench = new Bench(Sample.Registry());
        bench.Journal("readings", Sample.Readings(1, 100), Sample.Readings(2, 101));
        bench.Journal("events", Sample.Event(1));
        bench.Journal("money", Sample.Money(1));
        bench.Run();
        string[] expected = [Id("money", 1), Id("events", 1), Id("readings", 1), Id("readings", 2)];
        Assert.Equal(expected, Assert.Single(bench.Uplink.Batches));
        Assert.Equal(4, bench.Forwarder.Status.Forwarded);
    }

    [Fact]
    public void Cursors_move_on_the_clouds_word_and_not_before()
    {
        using var bench = new Bench(Sample.Registry());
        bench.Journal("money", Sample.Money(1));
        bench.Uplink.IsSilent = true;
        bench.Run();
        bench.Restart(cursorsSaved: true);
        bench.Uplink.IsSilent = false;
        bench.Run();
        bench.Restart(cursorsSaved: true);
        bench.Run();
        Assert.Equal([[Id("money", 1)], [Id("money", 1)]], bench.Uplink.Batches);
        Assert.Equal(1, bench.LowWater(JournalStream.Money));
    }

    [Theory]
    [InlineData(UplinkOutcome.Away)]
    [InlineData(UplinkOutcome.TimedOut)]
    [InlineData(UplinkOutcome.Failed)]
    [InlineData(UplinkOutcome.Unauthorised)]
    [InlineData(UplinkOutcome.Unexpected)]
    public void A_batch_that_failed_is_sent_again_byte_for_byte_after_a_growing_wait(UplinkOutcome outcome)
    {
        using var bench = new Bench(Sample.Registry());
        bench.Journal("readings", Sample.Readings(1, 100));
        bench.Uplink.Answer([.. Enumerable.Repeat(outcome, 12)]);
        var waits = new List<long>();
        for (var turn = 0; turn < 100 && bench.Uplink.Stored.Count == 0; turn++)
        {
            bench.Forwarder.Step(bench.Now);
            if (bench.Forwarder.NextWake == long.MaxValue) continue;
            waits.Add(bench.Forwarder.NextWake - bench.Now);
            bench.Now = bench.Forwarder.NextWake;
        }
        Assert.Equal(12, waits.Count);
        Assert.InRange(waits[0], RuntimeLimits.BackoffMsMin / 2, RuntimeLimits.BackoffMsMin);
        Assert.All(waits, wait => Assert.InRange(wait, 1, RuntimeLimits.BackoffMsMax));
        Assert.InRange(waits[^1], RuntimeLimits.BackoffMsMax / 2, RuntimeLimits.BackoffMsMax);
        Assert.All(bench.Uplink.Bytes, bytes => Assert.Equal(bench.Uplink.Bytes[0], bytes));
        bench.Run();
        Assert.Equal(1, bench.Forwarder.Status.Forwarded);
    }

    [Fact]
    public void A_cloud_that_asks_to_wait_is_given_four_seconds_at_least()
    {
        using var bench = new Bench(Sample.Registry());
        bench.Journal("readings", Sample.Readings(1, 100));
        bench.Uplink.Answer(UplinkOutcome.Busy);
        bench.Forwarder.Step(bench.Now);
        bench.Forwarder.Step(bench.Now);
        Assert.InRange(bench.Forwarder.NextWake - bench.Now, RuntimeLimits.BusyMsMin, RuntimeLimits.BackoffMsMax);
        bench.Run();
        Assert.Equal([Id("readings", 1)], bench.Uplink.Stored);
    }

    [Fact]
    public void What_the_way_up_refuses_by_itself_goes_to_quarantine_and_its_neighbours_are_done()
    {
        using var bench = new Bench(Sample.Registry());
        bench.Journal("events", Sample.Event(1), Sample.Event(2), Sample.Event(3));
        bench.Uplink.Rejected = [new RejectedMessage(1, QuarantineReason.TooLarge)];
        bench.Forwarder.Step(bench.Now);
        bench.Forwarder.Step(bench.Now);
        bench.Uplink.Rejected = [];
        bench.Run();
        Assert.Equal([[Id("events", 1), Id("events", 2), Id("events", 3)], [Id("events", 2) + "/quarantined"]], bench.Uplink.Batches);
        Assert.Equal(QuarantineReason.TooLarge, Assert.Single(bench.Quarantine.List(10)).Reason);
        Assert.Equal((3, 2), (bench.LowWater(JournalStream.Events), bench.Forwarder.Status.Forwarded));
    }

    [Fact]
    public void What_is_in_the_way_now_is_told_before_what_became_of_the_last_batch()
    {
        using var bench = new Bench(Sample.Registry());
        bench.Journal("events", Sample.Event(1));
        bench.Run();
        Assert.Equal(UplinkOutcome.Durable, bench.Forwarder.Status.LastOutcome);
        bench.Uplink.Trouble = UplinkOutcome.NotFound;
        Assert.Equal(UplinkOutcome.NotFound, bench.Forwarder.Status.LastOutcome);
    }

    [Fact]
    public void A_poison_message_goes_to_quarantine_and_its_neighbours_go_on()
    {
        using var bench = new Bench(Sample.Registry());
        bench.Journal("readings", Sample.Readings(1, 100), "not cbor"u8.ToArray(), Sample.Readings(3, 102));
        bench.Run();
        Assert.Equal([Id("readings", 1), Id("readings", 3)], bench.Uplink.Stored);
        Assert.Equal(3, bench.LowWater(JournalStream.Readings));
        var poison = Assert.Single(bench.Quarantine.List(10));
        Assert.Equal((QuarantineReason.NotCbor, "v1/up/C-1/readings", "not cbor"), (poison.Reason, poison.Topic, System.Text.Encoding.ASCII.GetString(poison.Payload)));
        bench.Restart(cursorsSaved: true);
        Assert.Equal(1, bench.Quarantine.Count(QuarantineReason.NotCbor));
        bench.Quarantine.Remove(bench.Quarantine.List(10)[0]);
        bench.Restart(cursorsSaved: true);
        Assert.Equal(0, bench.Quarantine.Total);
    }

    [Fact]
    public void A_quarantine_without_room_leaves_the_message_in_the_journal()
    {
        using var bench = new Bench(Sample.Registry());
        bench.QuarantineDisk.IsFull = true;
        bench.Journal("money", "poison"u8.ToArray(), Sample.Money(2));
        bench.Run();
        Assert.Equal([Id("money", 2)], bench.Uplink.Stored);
        Assert.Equal(0, bench.LowWater(JournalStream.Money));
        Assert.Equal(1, bench.Forwarder.Status.Held);
        bench.QuarantineDisk.IsFull = false;
        bench.Registry.Replace(Sample.Registry(version: 2));
        bench.Run();
        Assert.Equal(1, bench.Quarantine.Count(QuarantineReason.NotCbor));
        Assert.Equal(2, bench.LowWater(JournalStream.Money));
        Assert.Equal([Id("money", 2)], bench.Uplink.Stored);
    }

    [Fact]
    public void Readings_wait_for_their_plan_while_others_go_on()
    {
        using var bench = new Bench();
        bench.Journal("readings", Sample.Readings(1, 100), Sample.Readings(2, 101, plan: 2));
        bench.Journal("money", Sample.Money(1));
        bench.Run();
        Assert.Equal([Id("money", 1)], bench.Uplink.Stored);
        Assert.Equal(2, bench.Forwarder.Status.Held);
        bench.Registry.Replace(Sample.Registry());
        bench.Run();
        Assert.Equal(Id("readings", 1), bench.Uplink.Stored[^1]);
        bench.Registry.Replace(Sample.Registry(2, 2, 1, 2));
        bench.Run();
        Assert.Equal([Id("money", 1), Id("readings", 1), Id("readings", 2)], bench.Uplink.Stored);
        Assert.Equal(0, bench.Forwarder.Status.Held);
        Assert.Equal(0, bench.Quarantine.Total);
    }

    [Fact]
    public void A_plan_that_the_cloud_goes_on_not_knowing_ends_the_wait()
    {
        using var bench = new Bench(Sample.Registry());
        bench.Journal("readings", Sample.Readings(1, 100, plan: 9), Sample.Readings(2, 101));
        bench.Run();
        bench.Now += 2 * RuntimeLimits.PlanGraceMs;
        bench.Run();
        Assert.Equal(0, bench.Quarantine.Total); // The cloud was away: it may know the plan.
        bench.Registry.Confirm();
        bench.Run();
        Assert.Equal(1, bench.Quarantine.Count(QuarantineReason.UnknownPlan));
        Assert.Equal(2, bench.LowWater(JournalStream.Readings));
    }

    [Fact]
    public void A_stream_with_too_much_waiting_waits_in_the_journal_and_loses_nothing()
    {
        using var bench = new Bench();
        bench.Journal("readings", [.. Enumerable.Range(1, RuntimeLimits.HeldMax + 100).Select(i => Sample.Readings(i, 100, plan: 1))]);
        bench.Run();
        Assert.Equal(RuntimeLimits.HeldMax, bench.Forwarder.Status.Held);
        bench.Registry.Replace(Sample.Registry());
        bench.Run();
        Assert.Equal(RuntimeLimits.HeldMax + 100, bench.Uplink.Stored.Distinct().Count());
        Assert.Equal(RuntimeLimits.HeldMax + 100, bench.Uplink.Stored.Count);
    }

    [Fact]
    public void An_event_that_the_cloud_refuses_by_itself_goes_to_quarantine()
    {
        using var bench = new Bench(Sample.Registry());
        bench.Journal("readings", [.. Enumerable.Range(1, 20).Select(i => Sample.Readings(i, 100 + i, Sample.Slot + 900 * i))]);
        bench.Journal("money", Sample.Money(1));
        bench.Uplink.Poison.Add(Id("readings", 13));
        bench.Run();
        Assert.Equal(21, bench.Uplink.Stored.Distinct().Count());
        Assert.Equal(21, bench.Uplink.Stored.Count);
        Assert.Equal(Id("readings", 13) + "/quarantined", bench.Uplink.Stored[^1]);
        Assert.Equal(1, bench.Quarantine.Count(QuarantineReason.RefusedByCloud));
        Assert.Equal(1, bench.Quarantine.Total);
        Assert.Equal(21, bench.LowWater(JournalStream.Readings));
    }

    [Fact]
    public void A_batch_that_is_divided_keeps_the_quality_codes_it_was_given()
    {
        using var bench = new Bench(Sample.Registry());
        // The register falls with the second reading: it says so, however often the batch is divided.
        bench.Journal("readings", Sample.Readings(1, 500), Sample.Readings(2, 400, Sample.Slot + 900), Sample.Readings(3, 501, Sample.Slot + 1_800));
        bench.Uplink.Answer(UplinkOutcome.Refused, UplinkOutcome.Refused);
        bench.Run();
        var whole = Events(bench.Uplink.Bytes[0]);
        Assert.Contains(QualityTable.ValueBackwards.Code.ToString(), whole[1], StringComparison.Ordinal);
        Assert.Equal(whole, bench.Uplink.Bytes.Skip(2).SelectMany(Events));
        Assert.Equal([Id("readings", 1), Id("readings", 2), Id("readings", 3)], bench.Uplink.Stored);
    }

    [Fact]
    public void The_cloud_hears_of_a_message_in_quarantine_whose_envelope_was_understood()
    {
        using var bench = new Bench(Sample.Registry());
        bench.Journal("money", Wire.Envelope(0, 1, "['nonsense']"), Sample.Money(2));
        bench.Run();
        Assert.Equal([Id("money", 1) + "/quarantined", Id("money", 2)], bench.Uplink.Stored);
        Assert.Equal(2, bench.LowWater(JournalStream.Money));
        Assert.Equal(1, bench.Forwarder.Status.Forwarded);
        Assert.Contains("\"reason\":\"bad_body\"", Events(bench.Uplink.Bytes[0])[0], StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_in_quarantine_already_is_not_kept_twice()
    {
        using var bench = new Bench(Sample.Registry());
        bench.Journal("money", "poison"u8.ToArray(), "poison"u8.ToArray());
        bench.Run();
        bench.Restart(cursorsSaved: true);
        bench.Journal("money", "poison"u8.ToArray());
        bench.Run();
        Assert.Equal(1, bench.Quarantine.Total);
        Assert.Equal(3, bench.LowWater(JournalStream.Money));
        bench.Quarantine.Forget(bench.Quarantine.List(10)); // An operator replays it: the copy that comes back is kept for itself.
        bench.Journal("money", "poison"u8.ToArray());
        bench.Run();
        Assert.Equal(2, bench.Quarantine.Total);
        bench.Quarantine.Remove(bench.Quarantine.List(10)[0]);
        bench.Journal("money", "poison"u8.ToArray());
        bench.Run();
        Assert.Equal(1, bench.Quarantine.Total);
    }

    [Fact]
    public void A_flood_of_poison_goes_to_quarantine_and_its_neighbours_go_on()
    {
        using var bench = new Bench(Sample.Registry());
        var poison = 2 * RuntimeLimits.PoisonHeldMax;
        bench.Journal("readings", [.. Enumerable.Range(0, poison).Select(BitConverter.GetBytes)]);
        bench.Journal("readings", Sample.Readings(1, 100));
        bench.Run();
        Assert.Equal([Id("readings", 1)], bench.Uplink.Stored);
        Assert.Empty(bench.Forwarder.Status.Blocked);
        Assert.Equal((poison, poison + 1), (bench.Quarantine.Total, bench.LowWater(JournalStream.Readings)));
    }

    [Fact]
    public void What_quarantine_has_no_room_for_stays_in_the_journal_once_and_the_cloud_hears_of_it_once()
    {
        using var bench = new Bench(Sample.Registry()) { QuarantineDisk = { IsFull = true } };
        bench.Journal("money", Wire.Envelope(0, 1, "['nonsense']"), Wire.Envelope(0, 1, "['nonsense']"), Sample.Money(2));
        bench.Run();
        Assert.Equal([Id("money", 1) + "/quarantined", Id("money", 2)], bench.Uplink.Stored);
        Assert.Equal((0, 1), (bench.LowWater(JournalStream.Money), bench.Forwarder.Status.Held));
        Assert.Empty(bench.Forwarder.Status.Blocked);
        bench.QuarantineDisk.IsFull = false;
        bench.Now += RuntimeLimits.QuarantineRetryMs;
        bench.Run();
        Assert.Equal((3, 0), (bench.LowWater(JournalStream.Money), bench.Forwarder.Status.Held));
        Assert.Equal(1, bench.Quarantine.Count(QuarantineReason.BadBody));
    }

    [Fact]
    public void A_lane_with_too_much_poison_is_told_to_be_blocked()
    {
        using var bench = new Bench(Sample.Registry());
        bench.QuarantineDisk.IsFull = true;
        bench.Journal("readings", [.. Enumerable.Range(0, RuntimeLimits.PoisonHeldMax + 1).Select(BitConverter.GetBytes)]);
        bench.Journal("money", Sample.Money(1));
        bench.Run();
        Assert.Equal(["readings"], bench.Forwarder.Status.Blocked);
        Assert.Equal([Id("money", 1)], bench.Uplink.Stored);
        bench.QuarantineDisk.IsFull = false;
        bench.Now += RuntimeLimits.QuarantineRetryMs;
        bench.Run();
        Assert.Empty(bench.Forwarder.Status.Blocked);
        Assert.Equal(RuntimeLimits.PoisonHeldMax + 1, bench.Quarantine.Total);
    }

    [Fact]
    public void A_batch_holds_what_the_cloud_link_allows_and_the_rest_follows()
    {
        using var bench = new Bench(Sample.Registry());
        bench.Journal("readings", [.. Enumerable.Range(1, 1_201).Select(i => Sample.Readings(i, 100, Sample.Slot + 900 * i))]);
        bench.Run();
        Assert.Equal([500, 500, 201], bench.Uplink.Batches.Select(batch => batch.Length));
        Assert.Equal(1_201, bench.Uplink.Stored.Distinct().Count());
    }

    [Fact]
    public void Streams_that_are_not_interpreted_are_passed()
    {
        using var bench = new Bench(Sample.Registry());
        bench.Journal("log", "anything"u8.ToArray());
        bench.Run();
        Assert.Empty(bench.Uplink.Batches);
        Assert.Equal(1, bench.LowWater(JournalStream.Other));
    }

    private static string[] Events(byte[] batch) => [.. System.Text.Json.JsonDocument.Parse(batch).RootElement.EnumerateArray().Select(item => item.GetRawText())];

    private static string Id(string stream, int sequence) => $"C-1/000000000000abcd/{stream}/{sequence}";
}
