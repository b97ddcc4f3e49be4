using Wattline.Cloud.EventHubs;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Tests.Simulators.EventHub.Client;

namespace Wattline.Tests.Simulators.EventHub;

/// <summary>Clients that break the rules: each is told by its name, and the others do not notice.</summary>
public sealed class BadPeerTests
{
    private const string Reading = "readings/ConsumerGroups/$Default/Partitions/0";

    private readonly Network _network = new(new EndpointSettings { Hubs = [new HubSettings("readings", 1, [])], Open = true });

    [Fact]
    public void A_frame_larger_than_agreed_on_closes_its_connection_and_no_other()
    {
        var (bad, good) = (Peer(), Peer());
        int bytes = new AmqpLimits().FrameBytesMax + 1;
        bad.Send([(byte)(bytes >> 24), (byte)(bytes >> 16), (byte)(bytes >> 8), (byte)bytes, 2, 0, 0, 0]);
        Assert.Equal(ErrorCondition.FramingError, bad.Error!.Condition);
        Assert.True(bad.IsClosed);
        bad.Exchange();
        Assert.Equal($"closed {ErrorCondition.FramingError}", bad.Events[^1]);
        good.Sender("readings");
        Assert.Equal(["attached"], good.Events);
    }

    [Fact]
    public void A_publication_without_credit_detaches_its_link()
    {
        var peer = Peer();
        var sender = peer.Sender("readings");
        Assert.Equal(300u, sender.Credit);
        peer.Send([.. Enumerable.Range(0, 301).Select(Transfer)]);
        peer.Exchange();
        Assert.Equal($"detached {ErrorCondition.TransferLimitExceeded}", peer.Events[^1]);
        Assert.Equal(300, Log.NextSequence);
        Assert.False(peer.IsClosed);
    }

    [Fact]
    public void A_reader_without_credit_gets_nothing_and_costs_nothing()
    {
        var (idle, other) = (Peer(), Peer());
        idle.Receiver(Reading);
        Fill(100);
        Assert.Equal(0, idle.Down.UnsentBytes);
        other.Receiver(Reading).SetWindow(500);
        other.Exchange();
        Assert.Equal(100, other.Events.Count(line => line == "message"));
        idle.Exchange();
        Assert.Equal(["attached"], idle.Events);
    }

    [Fact]
    public void A_peer_that_stops_reading_is_sent_no_more_than_the_limit_and_goes_on_when_it_reads()
    {
        var peer = Peer();
        var receiver = peer.Receiver(Reading);
        receiver.SetWindow(4_000);
        peer.SendUp();
        Fill(4_000, bytes: 1_000);
        Assert.InRange(peer.Down.UnsentBytes, 1 << 20, (1 << 20) + 10_000);
        peer.Wait(TimeSpan.FromSeconds(1));
        Assert.False(peer.IsClosed);
        for (int i = 0; i < 10; i++)
        {
            peer.Exchange();
            peer.Resume();
        }
        Assert.Equal(4_000, peer.Events.Count(line => line == "message"));
    }

    [Fact]
    public void A_peer_that_asks_and_asks_and_never_reads_is_closed()
    {
        var peer = Peer();
        peer.Receiver(Reading).SetWindow(10_000);
        peer.SendUp();
        Fill(2_000, bytes: 1_000);
        byte[][] asks = [.. Enumerable.Repeat(Ask(), 5_000)];
        for (int i = 0; i < 100 && !peer.IsClosed; i++)
        {
            peer.Send(asks);
            peer.Wait(TimeSpan.FromMilliseconds(100));
        }
        Assert.True(peer.IsClosed);
        Assert.Equal("The peer does not read what it asks for.", peer.Error!.Description);
        Assert.InRange(peer.Down.UnsentBytes, 0, 9 << 20);
    }

    [Fact]
    public void An_event_over_the_limit_is_refused_and_those_behind_it_are_stored()
    {
        var peer = Peer();
        var sender = peer.Sender("readings");
        var large = new EventBatch(4 << 20);
        Assert.True(large.TryAdd(new EventData { Body = new byte[(1 << 20) + 1] }));
        Assert.True(sender.TrySend("t"u8, 0, settled: false, default, large.Message, out _));
        Assert.True(sender.TrySend("t"u8, 0, settled: false, default, ProducerTests.Batch(1).Message, out _));
        peer.Exchange();
        Assert.Equal([$"{Outcome.Rejected} {ErrorCondition.MessageSizeExceeded}", $"{Outcome.Accepted}"], peer.Events[1..]);
        Assert.Equal(1, Log.NextSequence);
    }

    [Fact]
    public void A_partition_that_is_lost_in_the_middle_leaves_what_came_and_tells_why()
    {
        var (one, two) = (_network.Client(), _network.Client());
        Fill(100);
        var first = one.AddConsumer(new ConsumerSettings { Partition = "0", OwnerLevel = 1, Prefetch = 20 }, () => { });
        Assert.True(_network.Until(() => first.Waiting == 20));
        Assert.True(first.TryTake(out _));
        var second = two.AddConsumer(new ConsumerSettings { Partition = "0", OwnerLevel = 2 }, () => { });
        Assert.True(_network.Until(() => first.IsEnded));
        Assert.Equal(FailureKind.Stolen, Failures.KindOf(first.EndedBy));
        // What came before stays good and in order; nothing comes behind it.
        for (long next = 1; next < 20; next++)
        {
            Assert.True(first.TryTake(out var taken));
            Assert.Equal(next, taken.Sequence);
        }
        _network.Run(TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
        Assert.False(first.TryTake(out _));
        Assert.Equal(100, second.Waiting);
    }

    [Fact]
    public void A_producer_that_loses_its_partition_in_the_middle_stores_nothing_more()
    {
        var reports = new List<SendReport>();
        var one = _network.Client().AddProducer("0", new ProducerSettings { Idempotent = true }, reports.Add);
        ProducerTests.Send(one, ProducerTests.Batch(3));
        Assert.True(_network.Until(() => reports.Count == 1));
        var two = _network.Client().AddProducer("0", new ProducerSettings { Idempotent = true, GoesOnFrom = one.Stamp!.Value with { Epoch = 1 } }, _ => { });
        Assert.True(_network.Until(() => two.IsAttached));
        ProducerTests.Send(one, ProducerTests.Batch(3, 3));
        Assert.True(_network.Until(() => one.IsEnded));
        Assert.Equal(SendOutcome.Ended, reports[^1].Outcome);
        Assert.Equal(FailureKind.Stolen, Failures.KindOf(one.EndedBy));
        Assert.Equal(3, Log.NextSequence);
    }

    private Wattline.Simulators.EventHub.Storage.PartitionLog Log => _network.Endpoint.HubOf("readings")!.Partitions[0].Log;

    private RawPeer Peer() => new(_network.Endpoint, _network.Time);

    private void Fill(int count, int bytes = 10)
    {
        for (int i = 0; i < count; i++)
        {
            var batch = new EventBatch(1 << 20);
            Assert.True(batch.TryAdd(new EventData { Body = new byte[bytes] }));
            Assert.Null(_network.Endpoint.Publish(_network.Endpoint.HubOf("readings")!, null, batch).Error);
        }
    }

    /// <summary>flow @19 of the session alone, with echo: [0, window, 0, window, null, null, null, null, null, true]. Each is answered.</summary>
    private static byte[] Ask() =>
        [0, 0, 0, 32, 2, 0, 0, 0, 0x00, 0x53, 0x13, 0xC0, 19, 10, 0x43, 0x70, 0, 0, 0x10, 0, 0x43, 0x70, 0, 0, 0x10, 0, 0x40, 0x40, 0x40, 0x40, 0x40, 0x41];

    /// <summary>transfer @20 [handle 0, delivery-id, tag 00, format 0, settled] and a message of one data section (3.2.6).</summary>
    private static byte[] Transfer(int id) =>
        [0, 0, 0, 34, 2, 0, 0, 0, 0x00, 0x53, 0x14, 0xC0, 12, 5, 0x43, 0x70, 0, 0, (byte)(id >> 8), (byte)id, 0xA0, 1, 0, 0x43, 0x41, 0, 0x53, 0x75, 0xA0, 4, 1, 2, 3, 4];
}
