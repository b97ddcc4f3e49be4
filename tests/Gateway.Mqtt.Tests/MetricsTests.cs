using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

public sealed class MetricsTests
{
    [Fact]
    public void What_happens_is_counted_and_the_end_has_its_reason()
    {
        using var world = new World();
        using var counts = new Counts();
        var client = world.Connected();
        client.Receive([.. Packet.Publish("v1/up/c1/readings", "a", 1), .. Packet.Publish("v1/up/c1/readings", "b", 2, qos: 2)]);
        world.Intake.Commit();
        world.Intake.Answer = IntakeOutcome.NotNow;
        client.Receive(Packet.Publish("v1/up/c1/readings", "c", 3));
        client.Break();
        world.Connected().Receive(Packet.Connect("c1"));
        Assert.Equal(2, counts["messages.received"]);
        Assert.Equal(2, counts["messages.acknowledged"]);
        Assert.Equal(1, counts["pauses"]);
        Assert.Equal(0, counts["connections"]);
        Assert.Equal(1, counts["connections.closed ConnectionLost"]);
        Assert.Equal(1, counts["connections.closed SecondConnect"]);
    }

    [Fact]
    public void Every_message_that_does_not_reach_a_client_is_counted_by_its_reason()
    {
        using var world = new World(new() { DownlinksInFlightMax = 1, DownlinksQueuedMax = 1, UnsentBytesMax = 100 }, open: true);
        using var counts = new Counts();
        var kept = world.Connected5(properties: [.. Packet5.SessionExpiry(60), .. Packet5.PacketSize(50)], keepAlive: 0);
        kept.Receive(Packet5.Subscribe(1, ("t", 1)));
        kept.Take();
        Publish(qos: 1, 100);
        Assert.Equal(1, counts["downlinks.dropped TooLargeForClient"]);
        Publish(qos: 1, 1);
        Publish(qos: 1, 1);
        Publish(qos: 1, 1);
        Assert.Equal(1, counts["downlinks.dropped QueueFull"]);
        for (var i = 0; i < 20; i++)
        {
            Publish(qos: 0, 10);
        }
        Assert.True(counts["downlinks.dropped SlowConsumer"] > 10);
        kept.Break();
        Publish(qos: 0, 1);
        Assert.Equal(1, counts["downlinks.dropped Absent"]);
        world.Pass(62);
        Assert.Equal(2, counts["downlinks.dropped SessionEnded"]);

        void Publish(int qos, int bytes) => world.Broker.Publish("t", new byte[bytes], qos, retain: false);
    }

    [Fact]
    public void A_message_whose_time_was_over_and_one_without_a_member_of_its_share_are_counted_too()
    {
        using var world = new World(open: true);
        using var counts = new Counts();
        var member = world.Connected5(properties: Packet5.SessionExpiry(60));
        member.Receive(Packet5.Subscribe(1, ("$share/g/t", 1), ("u", 1)));
        member.Break();
        var from = world.Connected5("from", "from");
        from.Receive([.. Packet5.Publish("u", "x", 1, properties: Packet5.Expiry(1)), .. Packet5.Publish("t", "x", 2)]);
        world.Intake.Commit();
        world.Pass(3);
        world.Connected5(properties: Packet5.SessionExpiry(5), clean: false).Break();
        Assert.Equal(1, counts["downlinks.dropped Expired"]);
        world.Pass(6);
        Assert.Equal(1, counts["downlinks.dropped NoMember"]);
        Assert.Equal(0, counts["downlinks.dropped SessionEnded"]);
    }

    [Fact]
    public void Refused_messages_and_filters_are_counted()
    {
        using var world = new World();
        using var counts = new Counts();
        var client = world.Connected5();
        client.Receive([.. Packet5.Publish("other", "x", 1), .. Packet5.Subscribe(2, ("other", 1))]);
        Assert.Equal(1, counts["messages.refused NotAuthorized"]);
        Assert.Equal(1, counts["subscriptions.refused"]);
    }
}
