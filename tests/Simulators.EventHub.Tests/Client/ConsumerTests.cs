using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Tests.Simulators.EventHub.Client;

public sealed class ConsumerTests
{
    private const int LargeBytes = 50_000;

    [Fact]
    public void Each_position_begins_where_it_says()
    {
        var network = new Network();
        var client = network.Client();
        var all = Fill(network, client, 30);
        var tenth = all[10];
        Assert.Equal(11, First(EventPosition.FromSequence(10)));
        Assert.Equal(10, First(EventPosition.FromSequence(10, inclusive: true)));
        Assert.Equal(11, First(EventPosition.FromOffset(tenth.Offset)));
        Assert.Equal(10, First(EventPosition.FromOffset(tenth.Offset, inclusive: true)));
        Assert.Equal(0, First(EventPosition.Earliest));
        Assert.Equal(20, First(EventPosition.FromTime(all[20].EnqueuedAt, inclusive: true)));
        Assert.Equal(20, First(EventPosition.FromTime(all[10].EnqueuedAt)));

        long? First(EventPosition position) => ProducerTests.Read(network, client, new ConsumerSettings { Partition = "0", Position = position }, 1)[0].Sequence;
    }

    [Fact]
    public void Latest_sees_what_comes_and_nothing_else()
    {
        var network = new Network();
        var client = network.Client();
        Fill(network, client, 5);
        var consumer = client.AddConsumer(new ConsumerSettings { Partition = "0", Position = EventPosition.Latest }, () => { });
        Assert.True(network.Until(() => consumer.IsAttached));
        Fill(network, client, 1);
        Assert.True(network.Until(() => consumer.Waiting > 0));
        Assert.True(consumer.TryTake(out var taken));
        Assert.Equal(5, taken.Sequence);
        Assert.False(consumer.TryTake(out _));
    }

    [Fact]
    public void Prefetch_bounds_what_waits_and_taking_brings_more()
    {
        var network = new Network();
        var client = network.Client();
        Fill(network, client, 100);
        var consumer = client.AddConsumer(new ConsumerSettings { Partition = "0", Prefetch = 8 }, () => { });
        network.Run(TimeSpan.FromSeconds(5));
        Assert.Equal(8, consumer.Waiting);
        long next = 0;
        Assert.True(network.Until(() =>
        {
            while (consumer.TryTake(out var taken))
            {
                Assert.Equal(next++, taken.Sequence);
            }
            return next == 100;
        }));
    }

    [Fact]
    public void Prefetch_is_bounded_by_bytes_too()
    {
        var network = new Network();
        var client = network.Client();
        FillLarge(network, client, 60);
        var consumer = client.AddConsumer(new ConsumerSettings { Partition = "0", Prefetch = 1_000, PrefetchBytes = 8 * LargeBytes }, () => { });
        for (int next = 0; next < 60;)
        {
            network.Run(TimeSpan.FromSeconds(1));
            Assert.InRange(consumer.Waiting, 1, 8);
            for (int i = 0; i < 5 && consumer.TryTake(out var taken); i++)
            {
                Assert.Equal(next++, taken.Sequence);
            }
        }
        Assert.False(consumer.TryTake(out _));
    }

    [Fact]
    public void Credit_is_taken_back_when_events_become_large()
    {
        var network = new Network();
        var client = network.Client();
        Fill(network, client, 100);
        var consumer = client.AddConsumer(new ConsumerSettings { Partition = "0", Prefetch = 1_000, PrefetchBytes = 8 * LargeBytes }, () => { });
        for (int next = 0; next < 100;)
        {
            network.Run(TimeSpan.FromSeconds(1));
            while (consumer.TryTake(out var taken))
            {
                Assert.Equal(next++, taken.Sequence);
            }
        }
        // Now the credit is for hundreds of small ones.
        FillLarge(network, client, 60);
        Assert.InRange(consumer.Waiting, 8, 10);
        for (int next = 100; next < 160;)
        {
            Assert.True(network.Until(() => consumer.Waiting > 0));
            Assert.True(consumer.TryTake(out var taken));
            Assert.Equal(next++, taken.Sequence);
        }
        Assert.True(consumer.IsAttached);
        Assert.Null(consumer.LastError);
    }

    [Fact]
    public void An_event_larger_than_the_prefetch_is_read_all_the_same()
    {
        var network = new Network();
        var client = network.Client();
        Fill(network, client, 20);
        Assert.Equal(20, ProducerTests.Read(network, client, new ConsumerSettings { Partition = "0", PrefetchBytes = 1 }, 20).Count);
    }

    [Fact]
    public void A_lost_connection_leaves_no_gap_and_no_repetition()
    {
        var network = new Network();
        var client = network.Client();
        var consumer = client.AddConsumer(new ConsumerSettings { Partition = "0", Prefetch = 10 }, () => { });
        Fill(network, client, 60);
        long next = 0;
        Assert.True(network.Until(() =>
        {
            for (int i = 0; i < 3 && consumer.TryTake(out var taken); i++)
            {
                Assert.Equal(next++, taken.Sequence);
            }
            if (next % 9 == 0)
            {
                network.Cut();
            }
            return next == 60;
        }));
    }

    [Fact]
    public void A_higher_owner_level_takes_the_partition()
    {
        var network = new Network();
        var (one, two) = (network.Client(), network.Client());
        var first = one.AddConsumer(new ConsumerSettings { Partition = "0", OwnerLevel = 1 }, () => { });
        Assert.True(network.Until(() => first.IsAttached));
        var second = two.AddConsumer(new ConsumerSettings { Partition = "0", OwnerLevel = 2 }, () => { });
        Assert.True(network.Until(() => second.IsAttached));
        Assert.True(network.Until(() => first.IsEnded));
        Assert.Equal(ErrorCondition.LinkStolen, first.EndedBy!.Condition);
        var third = one.AddConsumer(new ConsumerSettings { Partition = "0" }, () => { });
        Assert.True(network.Until(() => third.IsEnded));
        Assert.True(second.IsAttached);
        // Another group is another matter.
        var other = one.AddConsumer(new ConsumerSettings { Partition = "0", Group = "BILLING" }, () => { });
        Assert.True(network.Until(() => other.IsAttached));
    }

    [Fact]
    public void The_end_of_the_partition_is_tracked()
    {
        var network = new Network();
        var client = network.Client();
        Fill(network, client, 20);
        var consumer = client.AddConsumer(new ConsumerSettings { Partition = "0", TracksLast = true, Prefetch = 1 }, () => { });
        Assert.True(network.Until(() => consumer.Waiting > 0));
        Assert.Equal(19, consumer.LastEnqueued!.Sequence);
    }

    [Fact]
    public void An_unknown_group_opens_the_circuit()
    {
        var network = new Network();
        var client = network.Client();
        var consumer = client.AddConsumer(new ConsumerSettings { Partition = "0", Group = "nobody" }, () => { });
        Assert.True(network.Until(() => consumer.Circuit is not null));
        Assert.Equal(ErrorCondition.NotFound, consumer.Circuit!.Condition);
    }

    [Fact]
    public void Properties_are_those_of_the_hub()
    {
        var network = new Network();
        var client = network.Client();
        Fill(network, client, 3);
        HubProperties? hub = null;
        PartitionProperties? partition = null;
        AmqpError? unknown = null;
        client.AskHub((answer, _) => hub = answer);
        client.AskPartition("0", (answer, _) => partition = answer);
        client.AskPartition("9", (_, error) => unknown = error);
        Assert.True(network.Until(() => hub is not null && partition is not null && unknown is not null));
        Assert.Equal(["0", "1", "2", "3"], hub!.PartitionIds);
        Assert.Equal("readings", hub.Name);
        Assert.Equal(2, partition!.LastSequence);
        Assert.Equal(0, partition.BeginSequence);
        Assert.Equal(ErrorCondition.NotFound, unknown!.Condition);
    }

    [Fact]
    public void Who_has_nothing_to_do_wants_no_step()
    {
        var network = new Network();
        var client = network.Client();
        var consumer = client.AddConsumer(new ConsumerSettings { Partition = "0" }, () => { });
        Assert.True(network.Until(() => consumer.IsAttached));
        network.Settle();
        Assert.InRange(client.NextWake - client.Now, 1_000, 60_000);
        Assert.InRange(network.Endpoint.NextWake - network.Endpoint.Now, 1_000, 60_000);
        network.IsUp = false;
        network.Cut();
        network.Settle();
        Assert.True(client.NextWake > client.Now);
    }

    [Fact]
    public void Old_events_go_and_their_numbers_stay()
    {
        var network = new Network(new EndpointSettings { Hubs = [new HubSettings("readings", 1, [])], Retention = TimeSpan.FromHours(1) });
        var client = network.Client();
        Fill(network, client, 5);
        network.Run(TimeSpan.FromHours(2), TimeSpan.FromSeconds(20));
        Fill(network, client, 2, step: 1);
        var got = ProducerTests.Read(network, client, new ConsumerSettings { Partition = "0" }, 2);
        Assert.Equal([5L, 6L], got.Select(e => e.Sequence!.Value));
    }

    private static void FillLarge(Network network, HubClient client, int count)
    {
        int done = 0;
        var producer = client.AddProducer("0", new ProducerSettings(), _ => done++);
        for (int i = 0; i < count; i++)
        {
            var batch = new Wattline.Cloud.EventHubs.Events.EventBatch(1 << 20);
            Assert.True(batch.TryAdd(new() { Body = new byte[LargeBytes] }));
            ProducerTests.Send(producer, batch);
            Assert.True(network.Until(() => done == i + 1));
        }
        producer.End();
    }

    private static List<ReceivedEvent> Fill(Network network, HubClient client, int count, int step = 10)
    {
        int done = 0;
        var producer = client.AddProducer("0", new ProducerSettings { InFlightMax = 1 }, report =>
        {
            Assert.Equal(SendOutcome.Accepted, report.Outcome);
            done++;
        });
        int batches = 0;
        for (int first = 0; first < count; first += step, batches++)
        {
            ProducerTests.Send(producer, ProducerTests.Batch(Math.Min(step, count - first), first));
            Assert.True(network.Until(() => done == batches + 1));
            network.Run(TimeSpan.FromSeconds(1));
        }
        producer.End();
        return count < 10 ? [] : ProducerTests.Read(network, client, new ConsumerSettings { Partition = "0" }, count);
    }
}
