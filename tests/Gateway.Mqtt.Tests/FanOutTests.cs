using System.Buffers;
using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>Those who watch never slow intake.</summary>
public sealed class FanOutTests
{
    [Fact]
    public void Messages_are_acknowledged_though_nobody_has_routed_them_and_beyond_the_bound_only_watchers_miss_them()
    {
        var work = new Queue<Action>();
        using var world = new World(new() { FanOutMax = 2 }, dispatch: work.Enqueue);
        using var counts = new Counts();
        var watch = world.Connected("watch", "op");
        watch.Receive(Packet.Subscribe(1, ("#", 1)));
        Work();
        watch.Take();
        var client = world.Connected();
        client.Receive([.. Enumerable.Range(1, 3).SelectMany(id => Packet.Publish("v1/up/c1/readings", $"{id}", id))]);
        world.Intake.Commit();
        client.Receive([]);
        Assert.Equal(["puback 1", "puback 2", "puback 3"], client.Got());
        Assert.Empty(watch.Got());
        Work();
        Assert.Equal(["publish v1/up/c1/readings 1 id=1", "publish v1/up/c1/readings 2 id=2"], watch.Got());
        Assert.Equal(1, counts["downlinks.dropped FanOutFull"]);
        client.Receive(Packet.Publish("v1/up/c1/readings", "4", 4));
        world.Intake.Commit();
        Work();
        Assert.Equal(["publish v1/up/c1/readings 4 id=3"], watch.Got());

        void Work()
        {
            while (work.TryDequeue(out var action))
            {
                action();
            }
        }
    }

    [Fact]
    public void What_is_retained_comes_after_what_was_published_before_it()
    {
        var work = new Queue<Action>();
        using var world = new World(open: true, dispatch: work.Enqueue);
        var watch = world.Connected("watch", "watch");
        watch.Receive(Packet.Subscribe(1, ("a", 0)));
        watch.Take();
        var client = world.Connected();
        client.Receive([.. Packet.Publish("a", "1"), .. Packet.Publish("a", "2", retain: true)]);
        Assert.Equal(["publish a 1", "publish a 2"], watch.Got());
        Assert.Single(work);
        work.Dequeue()();
        Assert.Empty(watch.Got());
    }

    [Fact]
    public void What_is_journalled_is_shown_after_its_commit_and_nothing_overtakes_it()
    {
        using var world = new World();
        var watch = world.Connected("watch", "op");
        watch.Receive(Packet.Subscribe(1, ("v1/#", 0)));
        watch.Take();
        var client = world.Connected();
        client.Receive([
            .. Packet.Publish("v1/up/c1/money", "1", 1), .. Packet.Publish("v1/up/c1/money", "2", 2, qos: 2),
            .. Packet.Publish("v1/status/c1", "on", 3, retain: true), .. Packet.Publish("v1/up/c1/money", "4")]);
        Assert.Empty(watch.Got());
        Assert.Single(world.Broker.Retained("v1/status/+"));
        world.Intake.Commit(upTo: 1);
        Assert.Equal(["publish v1/up/c1/money 1"], watch.Got());
        world.Intake.Commit(upTo: 2);
        Assert.Equal(["publish v1/up/c1/money 2", "publish v1/status/c1 on"], watch.Got());
        world.Intake.Commit();
        Assert.Equal(["publish v1/up/c1/money 4"], watch.Got());
    }

    [Fact]
    public void A_watcher_gets_a_burst_in_one_flush_for_each_round()
    {
        var work = new Queue<Action>();
        using var world = new World(dispatch: work.Enqueue);
        var watch = world.Connected("watch", "op");
        watch.Receive(Packet.Subscribe(1, ("#", 0)));
        var client = world.Connected();
        client.Receive([.. Enumerable.Range(1, 60).SelectMany(id => Packet.Publish("v1/up/c1/readings", "r", id))]);
        var before = watch.Flushes;
        world.Intake.Commit();
        while (work.TryDequeue(out var action))
        {
            action();
        }
        Assert.Equal(before + 1, watch.Flushes);
    }

    [Fact]
    public void While_only_devices_are_there_messages_cost_no_memory_whatever_they_subscribed_to()
    {
        using var world = new World();
        world.Intake.KeepMessages = false;
        var client = world.Connected5();
        client.Receive(Packet5.Subscribe(1, ("v1/down/c1/#", 1)));
        var bytes = new ReadOnlySequence<byte>([
            .. Packet5.Publish("v1/up/c1/readings", "r", 1, properties: Packet5.Alias(1)),
            .. Enumerable.Range(2, 99).SelectMany(id => Packet5.Publish("", "some reading", id, properties: Packet5.Alias(1)))]);
        Round();
        Round();
        client.Take();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(100, client.Got5().Length);

        void Round()
        {
            client.Connection.Process(bytes);
            world.Intake.Commit();
        }
    }

    [Fact]
    public void What_was_taken_does_not_change_when_the_buffer_is_used_again()
    {
        using var world = new World(open: true);
        var watch = world.Connected5("watch", "watch");
        watch.Receive(Packet5.Subscribe(1, ("#", 1)));
        watch.Break();
        var watching = world.Connected5("watching", "watching", Packet5.ReceiveMaximum(1));
        watching.Receive(Packet5.Subscribe(1, ("#", 1)));
        watching.Take();
        var client = world.Connected5();
        byte[] bytes = [
            .. Packet5.Publish("t", "first", 1, retain: true, properties: Packet5.User("n", "v")),
            .. Packet5.Publish("t", "second", 2, properties: [.. Packet5.User("n", "v"), .. Packet5.Alias(1)])];
        client.Connection.Process(new(bytes));
        world.Intake.Commit();
        bytes.AsSpan().Fill((byte)'!');
        watching.Receive(Packet5.Ack(0x40, 1));
        Assert.Equal(["publish t first id=1 [26=n:v]", "publish t second id=2 [26=n:v]"], watching.Got5());
        client.Receive(Packet5.Publish("", "third", 3, properties: Packet5.Alias(1)));
        var late = world.Connected5("late", "late");
        late.Receive(Packet5.Subscribe(1, ("t", 0)));
        Assert.Equal(["suback 1:00", "publish t first retain [26=n:v]"], late.Got5());
        Assert.Equal("c1 t third", world.Intake.Messages[^1]);
    }
}
