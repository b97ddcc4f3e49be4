using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>PUBLISH of MQTT 5, to the gateway and from it.</summary>
public sealed class Publish5Tests : IDisposable
{
    private readonly World _world = new(new() { UnacknowledgedMax = 3, TopicAliasMax = 3, DownlinksInFlightMax = 4, RetainedMax = 2 }, open: true);

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_refused_message_is_answered_with_the_reason_in_its_turn_and_the_connection_stays()
    {
        using var world = new World();
        var client = world.Connected5();
        client.Receive([
            .. Packet5.Publish("v1/up/c1/readings", "r", 1), .. Packet5.Publish("v1/up/c2/readings", "r", 2),
            .. Packet5.Publish("other", "r", 3, qos: 2), .. Packet5.Publish("v1/up/c1/readings", "r", 4)]);
        Assert.Empty(client.Take());
        world.Intake.Commit();
        Assert.Equal(["puback 1", "puback 2 87", "pubrec 3 87", "puback 4"], client.Got5());
        Assert.Equal(2, world.Intake.Messages.Count);
        // The refused QoS 2 exchange is over: its identifier is free.
        client.Receive(Packet5.Ack(0x62, 3));
        Assert.Equal(["pubcomp 3 92"], client.Got5());
        world.Intake.Answer = IntakeOutcome.Refused;
        client.Receive(Packet5.Publish("v1/up/c1/readings", "r", 5));
        Assert.Equal(["puback 5 83"], client.Got5());
    }

    [Fact]
    public void A_refused_message_of_qos_0_has_no_answer_but_the_end()
    {
        using var world = new World();
        var client = world.Connected5();
        client.Receive(Packet5.Publish("v1/up/c2/readings", "r"));
        client.AssertClosed5(CloseReason.NotAuthorized, "87");
    }

    [Fact]
    public void Text_that_is_no_text_is_refused()
    {
        var client = _world.Connected5();
        client.Receive([0x32, 0x09, 0, 1, (byte)'a', 0, 7, 2, 1, 1, 0xFF]);
        Assert.Equal(["puback 7 99"], client.Got5());
        client.Receive([0x30, 0x07, 0, 1, (byte)'a', 2, 1, 1, 0xFF]);
        client.AssertClosed5(CloseReason.BadPayloadFormat, "99");
    }

    [Fact]
    public void A_retained_message_too_many_is_refused_before_it_is_journalled()
    {
        var client = _world.Connected5();
        client.Receive([.. Packet5.Publish("a", "1", 1, retain: true), .. Packet5.Publish("b", "1", 2, retain: true)]);
        _world.Intake.Commit();
        client.Take();
        client.Receive(Packet5.Publish("c", "1", 3, retain: true));
        Assert.Equal(["puback 3 97"], client.Got5());
        Assert.Equal(2, _world.Intake.Messages.Count);
    }

    [Fact]
    public void More_unacknowledged_messages_than_the_receive_maximum_end_the_connection()
    {
        var client = _world.Connected5();
        client.Receive([.. Enumerable.Range(1, 3).SelectMany(id => Packet5.Publish("t", "x", id))]);
        _world.Intake.Commit();
        Assert.Equal(["puback 1", "puback 2", "puback 3"], client.Got5());
        client.Receive([.. Enumerable.Range(4, 4).SelectMany(id => Packet5.Publish("t", "x", id))]);
        client.AssertClosed5(CloseReason.ReceiveMaximumExceeded, "93");
        Assert.Equal(6, _world.Intake.Messages.Count);
    }

    [Fact]
    public void A_qos_2_exchange_counts_against_the_receive_maximum_until_its_end()
    {
        var client = _world.Connected5();
        client.Receive([.. Enumerable.Range(1, 3).SelectMany(id => Packet5.Publish("t", "x", id, qos: 2))]);
        _world.Intake.Commit();
        client.Receive(Packet5.Ack(0x62, 1));
        Assert.Equal(["pubrec 1", "pubrec 2", "pubrec 3", "pubcomp 1"], client.Got5());
        client.Receive(Packet5.Publish("t", "x", 1, qos: 2));
        Assert.False(client.IsClosed);
        client.Receive(Packet5.Publish("t", "x", 9, qos: 2));
        client.AssertClosed5(CloseReason.ReceiveMaximumExceeded, "93");
    }

    [Fact]
    public void Aliases_of_a_client_stand_for_topics_until_the_connection_ends()
    {
        var client = _world.Connected5(properties: Packet5.SessionExpiry(60));
        client.Receive([
            .. Packet5.Publish("t/a", "1", 1, properties: Packet5.Alias(1)), .. Packet5.Publish("", "2", 2, properties: Packet5.Alias(1)),
            .. Packet5.Publish("t/b", "3", 3, properties: Packet5.Alias(1))]);
        _world.Intake.Commit();
        client.Receive(Packet5.Publish("", "4", 4, properties: Packet5.Alias(1)));
        Assert.Equal(["c1 t/a 1", "c1 t/a 2", "c1 t/b 3", "c1 t/b 4"], _world.Intake.Messages);
        client = _world.Connected5(clean: false);
        client.Receive(Packet5.Publish("", "5", 1, properties: Packet5.Alias(1)));
        client.AssertClosed5(CloseReason.UnknownTopicAlias, "82");
    }

    [Fact]
    public void A_client_that_takes_aliases_gets_the_topic_once()
    {
        var client = _world.Connected5(properties: Packet5.AliasMaximum(1));
        client.Receive(Packet5.Subscribe(1, ("#", 0)));
        client.Take();
        foreach (var topic in new[] { "a", "a", "b", "a" })
        {
            _world.Broker.Publish(topic, "x"u8.ToArray(), 0, retain: false);
        }
        Assert.Equal(["publish a x [23=1]", "publish  x [23=1]", "publish b x", "publish  x [23=1]"], client.Got5());
    }

    [Fact]
    public void A_message_too_large_for_the_client_is_dropped_and_the_next_one_comes()
    {
        var client = _world.Connected5(properties: Packet5.PacketSize(40));
        client.Receive(Packet5.Subscribe(1, ("#", 2)));
        client.Take();
        _world.Broker.Publish("t", new byte[60], 2, retain: false);
        _world.Broker.Publish("t", "x"u8.ToArray(), 2, retain: false);
        Assert.Equal(["publish t x id2=2"], client.Got5());
    }

    [Fact]
    public void Downlinks_under_way_honour_the_client_s_receive_maximum()
    {
        var client = _world.Connected5(properties: [.. Packet5.ReceiveMaximum(1), .. Packet5.SessionExpiry(60)]);
        client.Receive(Packet5.Subscribe(1, ("#", 2)));
        client.Take();
        foreach (var text in "abc")
        {
            _world.Broker.Publish("t", new[] { (byte)text }, 1, retain: false);
        }
        Assert.Equal(["publish t a id=1"], client.Got5());
        client.Receive(Packet5.Ack(0x40, 1));
        Assert.Equal(["publish t b id=2"], client.Got5());
        // A reason of failure ends the exchange as well.
        client.Receive(Packet5.Ack(0x40, 2, 0x97));
        Assert.Equal(["publish t c id=3"], client.Got5());
    }

    [Fact]
    public void Properties_of_a_message_reach_its_receivers_as_they_came()
    {
        var watch = _world.Connected5("watch", "watch");
        watch.Receive(Packet5.Subscribe(1, ("#", 0)));
        var old = _world.Connected("old", "old");
        old.Receive(Packet.Subscribe(1, ("#", 0)));
        watch.Take();
        old.Take();
        var client = _world.Connected5();
        byte[] properties = [
            .. Packet5.User("a", "1"), 0x03, 0, 1, (byte)'t', .. Packet5.Alias(1), 0x08, 0, 1, (byte)'r', 0x09, 0, 2, 1, 2, 0x01, 1,
            .. Packet5.User("a", "2")];
        client.Receive(Packet5.Publish("x", "p", 1, properties: properties));
        _world.Intake.Commit();
        Assert.Equal(["publish x p [26=a:1 03=t 08=r 09=\u0001\u0002 01=1 26=a:2]"], watch.Got5());
        Assert.Equal(["publish x p"], old.Got());
    }

    [Fact]
    public void Properties_that_do_not_fit_into_one_buffer_are_read_all_the_same()
    {
        var watch = _world.Connected5("watch", "watch");
        watch.Receive(Packet5.Subscribe(1, ("#", 0)));
        watch.Take();
        var client = _world.Connected5();
        var text = new string('v', 3_000);
        client.Connection.Process(Pieces.Of(Packet5.Publish("x", "p", 1, properties: Packet5.User("n", text)), 100));
        _world.Intake.Commit();
        Assert.Equal([$"publish x p [26=n:{text}]"], watch.Got5());
    }

    [Fact]
    public void An_expired_message_is_not_sent_and_what_is_left_of_its_time_is_told()
    {
        var client = _world.Connected5(properties: Packet5.SessionExpiry(60));
        client.Receive(Packet5.Subscribe(1, ("#", 1)));
        client.Break();
        var from = _world.Connected5("from", "from");
        from.Receive([
            .. Packet5.Publish("t", "short", 1, properties: Packet5.Expiry(2)), .. Packet5.Publish("t", "long", 2, properties: Packet5.Expiry(10)),
            .. Packet5.Publish("r", "kept", 3, retain: true, properties: Packet5.Expiry(20))]);
        _world.Intake.Commit();
        _world.Pass(3);
        client = _world.Open();
        client.Receive(Packet5.Connect("c1", clean: false));
        Assert.Equal(["publish t long id=2 [02=7]", "publish r kept id=3 [02=17]"], client.Got5()[1..]);
        var late = _world.Connected5("late", "late");
        late.Receive(Packet5.Subscribe(1, ("r", 0)));
        Assert.Equal(["suback 1:00", "publish r kept retain [02=17]"], late.Got5());
        _world.Pass(18);
        late.Receive(Packet5.Subscribe(2, ("r", 0)));
        Assert.Equal(["suback 2:00"], late.Got5());
    }

    [Fact]
    public void A_second_that_has_begun_is_told_whole()
    {
        var client = _world.Connected5(properties: Packet5.SessionExpiry(60));
        client.Receive(Packet5.Subscribe(1, ("#", 1)));
        client.Got5();
        var from = _world.Connected5("from", "from");
        from.Receive(Packet5.Publish("r", "kept", 1, retain: true, properties: Packet5.Expiry(1)));
        _world.Intake.Commit();
        Assert.Equal(["publish r kept id=1 [02=1]"], client.Got5());
        _world.Time.Advance(TimeSpan.FromMilliseconds(400));
        client.Receive(Packet5.Subscribe(2, ("r", 0)));
        Assert.Equal(["suback 2:00", "publish r kept retain [02=1]"], client.Got5());
        _world.Time.Advance(TimeSpan.FromMilliseconds(600));
        client.Receive(Packet5.Subscribe(3, ("r", 0)));
        Assert.Equal(["suback 3:00"], client.Got5());
    }

    [Fact]
    public void A_retained_message_whose_time_is_over_takes_no_room()
    {
        var client = _world.Connected5(keepAlive: 0);
        client.Receive([
            .. Packet5.Publish("a", "x", 1, retain: true, properties: Packet5.Expiry(10)), .. Packet5.Publish("b", "x", 2, retain: true),
            .. Packet5.Publish("c", "x", 3, retain: true)]);
        _world.Intake.Commit();
        Assert.Equal(["puback 1", "puback 2", "puback 3 97"], client.Got5());
        _world.Pass(62);
        client.Receive(Packet5.Publish("c", "x", 3, retain: true));
        _world.Intake.Commit();
        Assert.Equal(["puback 3"], client.Got5());
    }

    [Fact]
    public void A_will_waits_for_its_delay_and_is_not_sent_when_the_client_comes_back()
    {
        var watch = _world.Connected5("watch", "watch", keepAlive: 0);
        watch.Receive(Packet5.Subscribe(1, ("w", 2)));
        watch.Take();
        Lose();
        _world.Pass(2);
        _world.Connected5(properties: Packet5.SessionExpiry(60), clean: false).Receive(Packet5.Disconnect());
        _world.Pass(10);
        Assert.Empty(watch.Got5());
        Lose();
        _world.Pass(2);
        Assert.Empty(watch.Got5());
        _world.Pass(1);
        Assert.Equal(["publish w gone id2=1 [02=9 26=a:b]"], watch.Got5());

        void Lose() => _world.Connected5(
            properties: Packet5.SessionExpiry(60), will: ("w", "gone", 2, false, [.. Packet5.WillDelay(3), .. Packet5.Expiry(9), .. Packet5.User("a", "b")])).Break();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_will_does_not_wait_longer_than_its_session(uint expiry)
    {
        var watch = _world.Connected5("watch", "watch");
        watch.Receive(Packet5.Subscribe(1, ("w", 2)));
        watch.Take();
        _world.Connected5(properties: Packet5.SessionExpiry(expiry), will: ("w", "gone", 1, false, Packet5.WillDelay(30))).Break();
        Assert.Equal(expiry == 0 ? 1 : 0, watch.Got5().Length);
        _world.Pass((int)expiry);
        Assert.Equal(expiry == 0 ? 0 : 1, watch.Got5().Length);
    }

    [Fact]
    public void A_clean_start_ends_the_session_before_and_its_will_is_sent()
    {
        var watch = _world.Connected5("watch", "watch");
        watch.Receive(Packet5.Subscribe(1, ("w", 0)));
        watch.Take();
        _world.Connected5(properties: Packet5.SessionExpiry(60), will: ("w", "gone", 1, false, Packet5.WillDelay(30))).Break();
        _world.Connected5(clean: true);
        Assert.Equal(["publish w gone"], watch.Got5());
    }

    [Fact]
    public void A_disconnect_with_reason_4_sends_the_will_and_a_normal_one_does_not()
    {
        var watch = _world.Connected5("watch", "watch");
        watch.Receive(Packet5.Subscribe(1, ("w", 0)));
        watch.Take();
        _world.Connected5(will: ("w", "gone", 1, false, [])).Receive(Packet5.Disconnect());
        Assert.Empty(watch.Got5());
        _world.Connected5(will: ("w", "gone", 1, false, [])).Receive(Packet5.Disconnect(4));
        Assert.Equal(["publish w gone"], watch.Got5());
    }
}
