using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>Subscription options, identifiers and shares (MQTT 5, 3.8 and 4.8).</summary>
public sealed class Subscribe5Tests : IDisposable
{
    private const int NoLocal = 4;
    private const int AsPublished = 8;
    private const int RetainedIfNew = 0x10;
    private const int RetainedNever = 0x20;

    private readonly World _world = new(new() { SubscriptionsMax = 3, DownlinksInFlightMax = 1, DownlinksQueuedMax = 4 }, open: true);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Answers_name_the_reason()
    {
        using var world = new World(new() { SubscriptionsMax = 1 });
        var client = world.Connected5();
        client.Receive(Packet5.Subscribe(1, ("v1/down/c1/#", 2), ("v1/down/c2/#", 1), ("v1/down/c1/x", 1)));
        client.Receive(Packet5.Unsubscribe(2, "v1/down/c1/#", "x"));
        Assert.Equal(["suback 1:02,87,97", "unsuback 2:00,11"], client.Got5());
        var open = _world.Connected5();
        open.Receive(Packet5.Subscribe(1, ("test/nosubscribe", 2)));
        Assert.Equal(["suback 1:80"], open.Got5());
    }

    [Fact]
    public void A_client_that_wants_nothing_of_its_own_gets_nothing_of_its_own()
    {
        var client = _world.Connected5();
        client.Receive(Packet5.Subscribe(1, ("a", NoLocal)));
        var other = _world.Connected5("o", "o");
        other.Receive(Packet5.Subscribe(1, ("a", NoLocal)));
        client.Take();
        other.Take();
        client.Receive(Packet5.Publish("a", "x"));
        Assert.Empty(client.Got5());
        Assert.Equal(["publish a x"], other.Got5());
    }

    [Fact]
    public void The_retain_flag_stays_only_for_those_who_ask()
    {
        var client = _world.Connected5();
        client.Receive(Packet5.Subscribe(1, ("a", AsPublished)));
        var other = _world.Connected5("o", "o");
        other.Receive(Packet5.Subscribe(1, ("a", 0)));
        client.Take();
        other.Take();
        other.Receive([.. Packet5.Publish("a", "x", retain: true), .. Packet5.Publish("a", "y")]);
        Assert.Equal(["publish a x retain", "publish a y"], client.Got5());
        Assert.Equal(["publish a x", "publish a y"], other.Got5());
    }

    [Fact]
    public void Retained_messages_come_as_the_retain_handling_says()
    {
        _world.Broker.Publish("a", "x"u8.ToArray(), 0, retain: true);
        var client = _world.Connected5();
        client.Receive(Packet5.Subscribe(1, ("a", RetainedNever)));
        client.Receive(Packet5.Subscribe(2, ("a", RetainedIfNew)));
        client.Receive([.. Packet5.Unsubscribe(3, "a"), .. Packet5.Subscribe(4, ("a", RetainedIfNew))]);
        client.Receive(Packet5.Subscribe(5, ("a", 0)));
        Assert.Equal(
            ["suback 1:00", "suback 2:00", "unsuback 3:00", "suback 4:00", "publish a x retain", "suback 5:00", "publish a x retain"],
            client.Got5());
    }

    [Fact]
    public void A_message_tells_the_identifiers_of_all_subscriptions_it_matches()
    {
        var client = _world.Connected5();
        client.Receive([
            .. Packet5.Subscribe(1, Packet5.SubscriptionId(456_789), ("a", 0)), .. Packet5.Subscribe(2, Packet5.SubscriptionId(2), ("a/#", 1)),
            .. Packet5.Subscribe(3, ("+", 0))]);
        client.Take();
        _world.Broker.Publish("a", "x"u8.ToArray(), 1, retain: false);
        Assert.Equal(["publish a x id=1 [0b=2 0b=456789]"], client.Got5());
        // A further subscribe replaces the identifier.
        client.Receive([.. Packet5.Ack(0x40, 1), .. Packet5.Subscribe(2, ("a/#", 1)), .. Packet5.Unsubscribe(4, "a")]);
        client.Take();
        _world.Broker.Publish("a", "y"u8.ToArray(), 1, retain: false);
        Assert.Equal(["publish a y id=2"], client.Got5());
    }

    [Fact]
    public void A_share_deals_its_messages_out_in_turn_in_both_versions()
    {
        var one = Member5("m1");
        var two = Member("m2");
        var all = _world.Connected("all", "all");
        all.Receive(Packet.Subscribe(1, ("a/#", 0)));
        all.Take();
        for (var i = 0; i < 4; i++)
        {
            _world.Broker.Publish("a/b", new[] { (byte)('0' + i) }, 0, retain: true);
        }
        Assert.Equal(["publish a/b 0", "publish a/b 2"], one.Got5());
        Assert.Equal(["publish a/b 1", "publish a/b 3"], two.Got());
        Assert.Equal(4, all.Got().Length);
        // Each share gets each message, and no retained ones.
        var other = _world.Connected5("o", "o");
        other.Receive(Packet5.Subscribe(1, ("$share/h/a/#", 0)));
        Assert.Equal(["suback 1:00"], other.Got5());
        _world.Broker.Publish("a/b", "x"u8.ToArray(), 0, retain: false);
        Assert.Equal(["publish a/b x"], other.Got5());
    }

    [Fact]
    public void When_a_member_leaves_what_it_had_not_acknowledged_goes_to_another()
    {
        var one = Member5("m1", Packet5.SessionExpiry(60));
        var two = Member("m2");
        for (var i = 0; i < 4; i++)
        {
            _world.Broker.Publish("a/b", new[] { (byte)('0' + i) }, 1, retain: false);
        }
        Assert.Equal(["publish a/b 0 id=1"], one.Got5());
        Assert.Equal(["publish a/b 1 id=1"], two.Got());
        one.Break();
        two.Receive([.. Packet.Puback(1), .. Packet.Puback(2), .. Packet.Puback(3), .. Packet.Puback(4)]);
        Assert.Equal(["publish a/b 3 id=2", "publish a/b 0 id=3", "publish a/b 2 id=4"], two.Got());
        // Only who is connected is dealt to.
        _world.Broker.Publish("a/b", "x"u8.ToArray(), 1, retain: false);
        Assert.Equal(["publish a/b x id=5"], two.Got());
    }

    [Fact]
    public void A_qos_2_message_that_was_sent_stays_with_its_member()
    {
        var one = Member5("m1", Packet5.SessionExpiry(60));
        _world.Broker.Publish("a/b", "x"u8.ToArray(), 2, retain: false);
        Assert.Equal(["publish a/b x id2=1"], one.Got5());
        var two = Member("m2");
        one.Break();
        Assert.Empty(two.Got());
        one = _world.Open();
        one.Receive(Packet5.Connect("m1", Packet5.SessionExpiry(60), clean: false, user: "m1"));
        Assert.Equal("publish a/b x id2=1 dup", one.Got5()[1]);
    }

    [Fact]
    public void What_nobody_else_is_there_for_comes_again_under_its_identifier()
    {
        var one = Member5("m1", Packet5.SessionExpiry(60));
        Member5("m2", Packet5.SessionExpiry(60)).Break();
        _world.Broker.Publish("a/b", "x"u8.ToArray(), 1, retain: false);
        Assert.Equal(["publish a/b x id=1"], one.Got5());
        one.Break();
        one = _world.Open();
        one.Receive(Packet5.Connect("m1", clean: false, user: "m1"));
        Assert.Equal("publish a/b x id=1 dup", one.Got5()[1]);
    }

    [Fact]
    public void Without_a_connected_member_messages_wait_with_a_kept_session()
    {
        var one = Member5("m1", Packet5.SessionExpiry(60));
        one.Break();
        _world.Broker.Publish("a/b", "x"u8.ToArray(), 1, retain: false);
        var again = _world.Open();
        again.Receive(Packet5.Connect("m1", clean: false, user: "m1"));
        Assert.Equal("publish a/b x id=1", again.Got5()[1]);
    }

    [Fact]
    public void When_a_kept_member_is_forgotten_another_gets_what_waited()
    {
        Member5("m1", Packet5.SessionExpiry(5)).Break();
        _world.Broker.Publish("a/b", "x"u8.ToArray(), 1, retain: false);
        var two = Member("m2");
        _world.Pass(6);
        Assert.Equal(["publish a/b x id=1"], two.Got());
    }

    [Fact]
    public void Retaining_is_for_all_and_a_watcher_of_a_topic_sees_its_messages_in_order()
    {
        var watch = _world.Connected5("w", "w");
        watch.Receive(Packet5.Subscribe(1, ("#", 0)));
        watch.Take();
        var client = _world.Connected5();
        client.Receive([
            .. Packet5.Publish("a", "1", 1), .. Packet5.Publish("a", "2", 2, retain: true), .. Packet5.Publish("a", "3"), .. Packet5.Publish("a", "4", 4, qos: 2)]);
        _world.Intake.Commit();
        Assert.Equal(["publish a 1", "publish a 2", "publish a 3", "publish a 4"], watch.Got5());
    }

    private MemoryTransport Member5(string name, byte[]? properties = null)
    {
        var client = _world.Connected5(name, name, properties);
        client.Receive(Packet5.Subscribe(1, ("$share/g/a/+", 2)));
        Assert.Equal(["suback 1:02"], client.Got5());
        return client;
    }

    private MemoryTransport Member(string name)
    {
        var client = _world.Connected(name, name);
        client.Receive(Packet.Subscribe(1, ("$share/g/a/+", 2)));
        Assert.Equal(["suback 1:02"], client.Got());
        return client;
    }
}
