using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

public sealed class SubscribeTests : IDisposable
{
    private readonly World _world = new(new() { SubscriptionsMax = 3, RetainedMax = 2, RetainedBytesMax = 100 });

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData("#", "a/b", true)]
    [InlineData("a/#", "a", true)]
    [InlineData("a/#", "a/b/c", true)]
    [InlineData("a/+", "a/b", true)]
    [InlineData("a/+", "a", false)]
    [InlineData("a/+", "a/b/c", false)]
    [InlineData("+/+", "/x", true)]
    [InlineData("a/+/c", "a//c", true)]
    [InlineData("a/b", "a/b", true)]
    [InlineData("a/b", "a/B", false)]
    [InlineData("#", "$SYS/x", false)]
    [InlineData("+/x", "$SYS/x", false)]
    [InlineData("$SYS/#", "$SYS/x", true)]
    public void Filters_match_as_the_standard_says(string filter, string topic, bool matches)
    {
        var live = _world.Connected("live", "op");
        live.Receive(Packet.Subscribe(1, (filter, 0)));
        Assert.Equal(["suback 1:00"], live.Got());
        Assert.True(_world.Broker.Publish(topic, "p"u8.ToArray(), 0, retain: true));
        Assert.Equal(matches ? [$"publish {topic} p"] : [], live.Got());

        var late = _world.Connected("late", "op");
        late.Receive(Packet.Subscribe(1, (filter, 0)));
        Assert.Equal(matches ? ["suback 1:00", $"publish {topic} p retain"] : ["suback 1:00"], late.Got());
    }

    [Fact]
    public void A_device_subscribes_below_its_own_down_only()
    {
        var client = _world.Connected();
        client.Receive(Packet.Subscribe(9, ("v1/down/c1/#", 2), ("v1/down/c2/#", 1), ("v1/down/+/time", 1), ("#", 0), ("v1/down/c1/time", 0)));
        Assert.Equal(["suback 9:02,80,80,80,00"], client.Got());
        Assert.Equal(["+c1", "c1 v1/down/c1/#", "c1 v1/down/c1/time"], _world.Observer.Lines);
    }

    [Fact]
    public void Subscriptions_of_a_session_are_bounded()
    {
        var client = _world.Connected("watch", "op");
        client.Receive(Packet.Subscribe(1, ("a", 0), ("b", 0), ("c", 0), ("d", 0), ("a", 1)));
        Assert.Equal(["suback 1:00,00,00,80,01"], client.Got());
    }

    [Fact]
    public void More_filters_than_a_session_may_have_are_answered_each_and_the_connection_stays()
    {
        var client = _world.Connected("watch", "op");
        client.Receive(Packet.Subscribe(1, [.. Enumerable.Range(0, 1_000).Select(number => ($"t/{number}", 0))]));
        Assert.Equal(["suback 1:" + string.Join(',', Enumerable.Range(0, 1_000).Select(number => number < 3 ? "00" : "80"))], client.Got());
    }

    [Fact]
    public void An_operator_sees_what_goes_up_and_how_devices_stand()
    {
        var client = _world.Connected("watch", "op");
        client.Receive(Packet.Subscribe(1, ("v1/#", 1)));
        client.Take();
        var device = _world.Connected();
        device.Receive([.. Packet.Publish("v1/up/c1/readings", "r", 1), .. Packet.Publish("v1/status/c1", "online", 2, retain: true)]);
        _world.Intake.Commit();
        Assert.Equal(["publish v1/up/c1/readings r id=1", "publish v1/status/c1 online id=2"], client.Got());
    }

    [Fact]
    public void A_message_comes_once_with_the_highest_qos_of_overlapping_filters()
    {
        var client = _world.Connected("watch", "op");
        client.Receive(Packet.Subscribe(1, ("a/#", 0), ("a/+", 1)));
        client.Take();
        _world.Broker.Publish("a/b", "p"u8.ToArray(), 1, retain: false);
        Assert.Equal(["publish a/b p id=1"], client.Got());
    }

    [Fact]
    public void After_unsubscribe_nothing_comes()
    {
        var client = _world.Connected("watch", "op");
        client.Receive([.. Packet.Subscribe(1, ("a/#", 0)), .. Packet.Unsubscribe(2, "a/#", "never/was")]);
        Assert.Equal(["suback 1:00", "unsuback 2"], client.Got());
        _world.Broker.Publish("a/b", "p"u8.ToArray(), 0, retain: false);
        Assert.Empty(client.Got());
    }

    [Fact]
    public void An_empty_payload_ends_the_retaining()
    {
        _world.Broker.Publish("v1/down/c1/plan", "plan"u8.ToArray(), 1, retain: true);
        _world.Broker.Publish("v1/down/c1/plan", default, 1, retain: true);
        var client = _world.Connected();
        client.Receive(Packet.Subscribe(1, ("v1/down/c1/#", 1)));
        Assert.Equal(["suback 1:01"], client.Got());
    }

    [Fact]
    public void Retained_messages_are_bounded_and_a_device_is_not_acknowledged_for_what_is_not_kept()
    {
        Assert.True(_world.Broker.Publish("a", "1"u8.ToArray(), 0, retain: true));
        Assert.True(_world.Broker.Publish("b", "1"u8.ToArray(), 0, retain: true));
        Assert.False(_world.Broker.Publish("c", "1"u8.ToArray(), 0, retain: true));
        Assert.True(_world.Broker.Publish("a", "2"u8.ToArray(), 0, retain: true));
        Assert.False(_world.Broker.Publish("a", new byte[101], 0, retain: true));
        var client = _world.Connected();
        client.Receive(Packet.Publish("v1/status/c1", "online", 1, retain: true));
        client.AssertClosed(CloseReason.RetainedRefused);
        Assert.Empty(client.Take());
    }

    [Fact]
    public void A_will_is_published_unless_the_client_says_goodbye()
    {
        var watch = _world.Connected("watch", "op");
        watch.Receive(Packet.Subscribe(1, ("v1/status/+", 0)));
        watch.Take();
        var polite = _world.Connected(will: ("v1/status/c1", "offline", true));
        polite.Receive(Packet.Disconnect);
        Assert.Empty(watch.Got());
        var lost = _world.Connected(will: ("v1/status/c1", "offline", true));
        lost.Break();
        Assert.Equal(["publish v1/status/c1 offline"], watch.Got());
        var late = _world.Connected("late", "op");
        late.Receive(Packet.Subscribe(1, ("v1/status/+", 0)));
        Assert.Equal(["suback 1:00", "publish v1/status/c1 offline retain"], late.Got());
    }

    [Fact]
    public void A_will_of_a_taken_over_connection_comes_before_the_new_one_speaks()
    {
        var watch = _world.Connected("watch", "op");
        watch.Receive(Packet.Subscribe(1, ("v1/status/+", 0)));
        watch.Take();
        _world.Connected(will: ("v1/status/c1", "offline", true));
        var now = _world.Connected(will: ("v1/status/c1", "offline", true));
        now.Receive(Packet.Publish("v1/status/c1", "online", 1, retain: true));
        Assert.Equal(["publish v1/status/c1 offline", "publish v1/status/c1 online"], watch.Got());
    }
}
