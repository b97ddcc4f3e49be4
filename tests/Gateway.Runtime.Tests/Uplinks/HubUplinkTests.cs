using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Gateway.Uplinks;
using Wattline.Gateway.Uplinks.EventHubs;
using Xunit;

namespace Wattline.Tests.Gateway.Runtime.Uplinks;

public sealed class HubUplinkTests
{
    [Fact]
    public async Task Each_key_has_batches_of_its_own_in_order()
    {
        var hub = new ScriptedHub { BatchMax = 2 };
        var told = await SendAsync(hub, Money("C-1", 1), Money("C-2", 1), Money("C-1", 2), Money("C-1", 3));
        Assert.Equal(UplinkOutcome.Durable, told.Outcome);
        Assert.Empty(told.Rejected);
        Assert.Equal([[Id("C-1", 1), Id("C-1", 2)], [Id("C-1", 3)]], hub.Batches.Where(batch => batch.Key == "C-1").Select(batch => batch.Ids));
        Assert.Equal([[Id("C-2", 1)]], hub.Batches.Where(batch => batch.Key == "C-2").Select(batch => batch.Ids));
    }

    [Fact]
    public async Task An_event_that_the_hub_refuses_is_found_among_its_neighbours_which_are_stored_in_order()
    {
        var hub = new ScriptedHub();
        hub.Poison.Add(Id("C-1", 5));
        var told = await SendAsync(hub, [.. Enumerable.Range(1, 9).Select(sequence => Money("C-1", sequence))]);
        Assert.Equal((UplinkOutcome.Durable, new RejectedMessage(4, QuarantineReason.RefusedByCloud)), (told.Outcome, Assert.Single(told.Rejected)));
        Assert.Equal([.. Enumerable.Range(1, 9).Where(sequence => sequence != 5).Select(sequence => Id("C-1", sequence))], hub.Stored);
    }

    [Fact]
    public async Task A_batch_that_is_too_large_is_divided_and_a_single_event_goes_aside()
    {
        var hub = new ScriptedHub();
        hub.Answer(HubOutcome.TooLarge, HubOutcome.Accepted, HubOutcome.TooLarge, HubOutcome.TooLarge);
        var told = await SendAsync(hub, Money("C-1", 1), Money("C-1", 2), Money("C-1", 3), Money("C-1", 4));
        Assert.Equal([(4, 1), (2, 1), (2, 3), (1, 3), (1, 4)], hub.Batches.Select(batch => (batch.Ids.Length, int.Parse(batch.Ids[0][^1..], System.Globalization.CultureInfo.InvariantCulture))));
        Assert.Equal((UplinkOutcome.Durable, new RejectedMessage(2, QuarantineReason.TooLarge)), (told.Outcome, Assert.Single(told.Rejected)));
    }

    [Fact]
    public async Task An_event_that_the_sender_found_too_large_is_named_and_its_neighbours_are_done()
    {
        var hub = new ScriptedHub();
        hub.Oversized.Add(Id("C-1", 2));
        var told = await SendAsync(hub, Money("C-2", 1), Money("C-1", 1), Money("C-1", 2));
        Assert.Equal((UplinkOutcome.Durable, new RejectedMessage(2, QuarantineReason.TooLarge)), (told.Outcome, Assert.Single(told.Rejected)));
    }

    [Theory]
    [InlineData(HubOutcome.Busy, UplinkOutcome.Busy)]
    [InlineData(HubOutcome.Away, UplinkOutcome.Away)]
    [InlineData(HubOutcome.NotFound, UplinkOutcome.NotFound)]
    [InlineData(HubOutcome.Unauthorised, UplinkOutcome.Unauthorised)]
    [InlineData(HubOutcome.QuotaUsedUp, UplinkOutcome.QuotaUsedUp)]
    public async Task Anything_else_than_accepted_leaves_the_part_undone_and_says_why(HubOutcome answer, UplinkOutcome outcome)
    {
        var hub = new ScriptedHub { BatchMax = 1 };
        hub.Answer(HubOutcome.Accepted, answer);
        await using var uplink = new HubUplink("gw", "money", hub, () => { });
        var told = await SendAsync(uplink, Money("C-1", 1), Money("C-1", 2), Money("C-1", 3));
        Assert.Equal((outcome, 2), (told.Outcome, hub.Batches.Count));
        Assert.Equal((answer, "because"), (uplink.Obstacle.Outcome, uplink.Obstacle.Detail));
        Assert.Equal(answer.OpensCircuit(), answer.Advice("m", "Money").Length > 0);
    }

    [Fact]
    public async Task What_is_in_the_way_is_told_while_a_part_waits()
    {
        var hub = new ScriptedHub { Gate = new TaskCompletionSource() };
        await using var uplink = new HubUplink("gw", "money", hub, () => { });
        Assert.Equal(BatchOutcome.Added, uplink.TryAdd(Money("C-1", 1), default));
        uplink.Send(0, 1);
        Assert.Equal((UplinkOutcome.Pending, UplinkOutcome.None), (uplink.Poll(), uplink.Trouble));
        hub.Trouble = new HubTrouble(HubOutcome.Busy, "50002");
        Assert.Equal((UplinkOutcome.Pending, UplinkOutcome.Busy), (uplink.Poll(), uplink.Trouble));
    }

    [Fact]
    public async Task A_message_that_is_too_large_is_told_at_once_and_a_batch_is_full_by_messages_and_by_bytes()
    {
        await using var uplink = new HubUplink("gw", "events", new ScriptedHub(), () => { });
        var noise = new byte[150_000];
        new Random(1).NextBytes(noise);
        EventMessage Event(int bytes) => new() { Header = Header("C-1", 1, StreamId.Events), Code = "c", Subject = "C-1", Detail = System.Text.Encoding.UTF8.GetBytes($"\"{Convert.ToHexString(noise.AsSpan(0, bytes))}\"") };
        Assert.Equal(BatchOutcome.TooLarge, uplink.TryAdd(Event(noise.Length), default));
        Assert.Equal(0, uplink.Count);
        while (uplink.TryAdd(Event(50_000), default) == BatchOutcome.Added) Assert.InRange(uplink.Count, 1, UplinkLimits.HubBytesMax / 50_000);
        Assert.InRange(uplink.Count, UplinkLimits.HubBytesMax / 80_000, UplinkLimits.HubBytesMax / 50_000);
        uplink.Clear();
        for (var i = 0; i < UplinkLimits.HubMessagesMax; i++) Assert.Equal(BatchOutcome.Added, uplink.TryAdd(Event(1), default));
        Assert.Equal(BatchOutcome.Full, uplink.TryAdd(Event(1), default));
    }

    private static string Id(string concentrator, long sequence) => $"{concentrator}/000000000000abcd/money/{sequence}";

    private static MessageHeader Header(string concentrator, long sequence, StreamId stream) =>
        new(ConcentratorId.Parse(concentrator), new Epoch(0xABCD), stream, sequence, 1, 2, 3, 4);

    private static MoneyMessage Money(string concentrator, long sequence) => new() { Header = Header(concentrator, sequence, StreamId.Money), Kiosk = "K1", Currency = "CNY" };

    private static async Task<(UplinkOutcome Outcome, IReadOnlyList<RejectedMessage> Rejected)> SendAsync(ScriptedHub hub, params Message[] messages)
    {
        await using var uplink = new HubUplink("gw", "money", hub, () => { });
        return await SendAsync(uplink, messages);
    }

    private static async Task<(UplinkOutcome Outcome, IReadOnlyList<RejectedMessage> Rejected)> SendAsync(HubUplink uplink, params Message[] messages)
    {
        foreach (var message in messages) Assert.Equal(BatchOutcome.Added, uplink.TryAdd(message, DateTimeOffset.UnixEpoch));
        uplink.Finish();
        uplink.Send(0, messages.Length);
        UplinkOutcome outcome;
        while ((outcome = uplink.Poll()) == UplinkOutcome.Pending) await Task.Yield();
        return (outcome, uplink.Rejected);
    }
}
