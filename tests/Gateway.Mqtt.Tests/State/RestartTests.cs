using Wattline.Gateway.Mqtt;
using Wattline.Tests.Shared;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>What a restart and a crash leave of sessions, subscriptions, retained messages and queues.</summary>
public sealed class RestartTests : IDisposable
{
    private readonly PretendStore _store = new();
    private readonly PretendIntake _intake = new() { AtOnce = true };
    private readonly ManualTime _time = new();
    private World _world;

    public RestartTests() => _world = Start();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_kept_session_and_its_subscriptions_are_found_again_and_session_present_says_so()
    {
        var client = _world.Connected(clean: false);
        client.Receive(Packet.Subscribe(1, ("v1/down/c1/commands", 1), ("v1/down/c1/#", 0), ("v1/down/c1/+", 1)));
        client.Receive(Packet.Unsubscribe(2, "v1/down/c1/#"));
        _store.Commit();
        Restart();
        _world.Broker.Publish("v1/down/c1/commands", "a"u8.ToArray(), 1, retain: false);
        client = Reconnect();
        Assert.Equal(["connack 0 present=1", "publish v1/down/c1/commands a id=4097"], client.Got());
        _world.Broker.Publish("v1/down/c1", "s"u8.ToArray(), 0, retain: false);
        Assert.Empty(client.Got());
        _world.Broker.Publish("v1/down/c1/plan/x", "s"u8.ToArray(), 0, retain: false);
        _world.Broker.Publish("v1/down/c1/time", "s"u8.ToArray(), 0, retain: false);
        Assert.Equal(["publish v1/down/c1/time s"], client.Got());
    }

    [Fact]
    public void Nothing_of_a_clean_session_is_ever_written()
    {
        var client = _world.Connected(clean: true);
        client.Receive(Packet.Subscribe(1, ("v1/down/c1/#", 2)));
        Assert.Equal(["suback 1:02"], client.Got());
        _world.Broker.Publish("v1/down/c1/commands", "a"u8.ToArray(), 2, retain: false);
        client.Receive([.. Packet.Publish("v1/up/c1/money", "m", 9, qos: 2), .. Packet.Pubrel(9)]);
        Assert.Contains("pubcomp 9", client.Got());
        client.Break();
        Assert.Equal(["00"], _store.Kept.Keys);
    }

    [Fact]
    public void Answers_to_what_is_kept_go_out_after_the_commit_and_in_their_turn()
    {
        var client = _world.Connected(clean: false);
        client.Receive(Packet.Subscribe(1, ("v1/down/c1/#", 1)));
        client.Receive(Packet.Publish("v1/status/c1", "on", 2, retain: true));
        client.Receive(Packet.Publish("v1/up/c1/money", "m", 3));
        client.Receive(Packet.Unsubscribe(4, "v1/down/c1/#"));
        client.Receive(Packet.Pingreq);
        Assert.Equal(["pingresp"], client.Got());
        _store.Commit();
        Assert.Equal(["suback 1:01", "puback 2", "puback 3", "unsuback 4"], client.Got());
    }

    [Fact]
    public void Retained_messages_are_found_again_until_they_were_cleared()
    {
        var client = _world.Connected(clean: false);
        client.Receive(Packet.Publish("v1/status/c1", "on", 1, retain: true));
        _world.Broker.Publish("v1/down/c1/plan", "p"u8.ToArray(), 1, retain: true);
        _world.Broker.Publish("v1/down/c2/plan", "q"u8.ToArray(), 1, retain: true);
        _world.Broker.Publish("v1/down/c2/plan", default, 1, retain: true);
        _store.Commit();
        Restart();
        Assert.Equal(["v1/down/c1/plan"], _world.Broker.Retained("v1/down/+/plan").Select(message => message.Topic));
        client = Reconnect();
        client.Take();
        client.Receive(Packet.Subscribe(2, ("v1/down/c1/plan", 1)));
        Assert.Equal(["publish v1/down/c1/plan p id=4097 retain"], client.Got());
    }

    [Fact]
    public void Messages_that_wait_or_are_under_way_come_after_a_restart_in_order_and_under_their_identifiers()
    {
        var client = Subscribed(qos: 2);
        Down("a", 1);
        Down("b", 2);
        Down("c", 1);
        Down("d", 2);
        client.Receive(Packet.Puback(1));
        client.Break();
        Down("e", 1);
        _store.Commit();
        Restart();
        Assert.Equal(
            ["connack 0 present=1", "publish v1/down/c1/commands b id2=2 dup", "publish v1/down/c1/commands c id=3 dup"],
            Reconnect().Got()[..3]);
        client = Reconnect();
        client.Take();
        client.Receive([.. Packet.Puback(3), .. Packet.Pubrec(2)]);
        _store.Commit();
        client.Receive(Packet.Pubcomp(2));
        Assert.Equal(["publish v1/down/c1/commands d id2=4 dup", "pubrel 2", "publish v1/down/c1/commands e id=5 dup"], client.Got());
        client.Receive([.. Packet.Pubrec(4), .. Packet.Puback(5)]);
        _store.Commit();
        client.Receive(Packet.Pubcomp(4));
        Assert.DoesNotContain(_store.Kept.Keys, key => key.StartsWith("04", StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_that_the_client_has_is_not_sent_again_after_a_restart()
    {
        var client = Subscribed(qos: 2);
        Down("a", 2);
        _store.Commit();
        client.Take();
        client.Receive(Packet.Pubrec(1));
        // PUBREL waits until a restart would know that the message is the client's.
        Assert.Empty(client.Got());
        _store.Commit();
        Assert.Equal(["pubrel 1"], client.Got());
        Restart();
        Assert.Equal(["connack 0 present=1", "pubrel 1"], Reconnect().Got());
    }

    [Fact]
    public void A_message_with_qos_2_is_not_taken_twice_though_a_restart_lies_between()
    {
        var client = _world.Connected(clean: false);
        client.Receive(Packet.Publish("v1/up/c1/money", "m", 7, qos: 2));
        Assert.Empty(client.Got());
        _store.Commit();
        Assert.Equal(["pubrec 7"], client.Got());
        Restart();
        client = Reconnect();
        client.Take();
        client.Receive(Packet.Publish("v1/up/c1/money", "m", 7, qos: 2, duplicate: true));
        Assert.Equal(["pubrec 7"], client.Got());
        client.Receive(Packet.Pubrel(7));
        // Said only when it is forgotten: otherwise the next message under this identifier would be taken for this one.
        Assert.Empty(client.Got());
        _store.Commit();
        Assert.Equal(["pubcomp 7"], client.Got());
        Restart();
        client = Reconnect();
        client.Receive(Packet.Publish("v1/up/c1/money", "n", 7, qos: 2));
        Assert.Equal(["c1 v1/up/c1/money m", "c1 v1/up/c1/money n"], _intake.Messages);
    }

    [Fact]
    public void A_message_with_qos_2_that_the_intake_lost_is_taken_when_it_comes_again()
    {
        _intake.AtOnce = false;
        var client = _world.Connected(clean: false);
        client.Receive(Packet.Publish("v1/up/c1/money", "m", 7, qos: 2));
        _store.Commit();
        _intake.Crash();
        Restart();
        Reconnect().Receive(Packet.Publish("v1/up/c1/money", "m", 7, qos: 2, duplicate: true));
        Assert.Equal(["c1 v1/up/c1/money m"], _intake.Messages);
    }

    [Fact]
    public void A_sessions_time_runs_on_while_the_endpoint_is_down_and_with_it_all_goes()
    {
        var client = _world.Connected5(clean: false, properties: [0x11, 0, 0, 0, 100]);
        client.Receive(Packet5.Subscribe(1, ("v1/down/c1/#", 1)));
        client.Break();
        _world.Broker.Publish("v1/down/c1/commands", "a"u8.ToArray(), 1, retain: false);
        _store.Commit();
        _time.Advance(TimeSpan.FromSeconds(60));
        Restart();
        Assert.Equal(1, _world.Broker.Sessions);
        _time.Advance(TimeSpan.FromSeconds(41));
        Restart();
        Assert.Equal(0, _world.Broker.Sessions);
        Assert.Equal(["00"], _store.Kept.Keys);
    }

    [Fact]
    public void A_client_that_was_connected_at_the_crash_has_the_whole_time_from_then()
    {
        _world.Connected5(clean: false, properties: [0x11, 0, 0, 0, 100]);
        _time.Advance(TimeSpan.FromSeconds(500));
        _store.Commit();
        Restart();
        _world.Pass(90);
        Assert.Equal(1, _world.Broker.Sessions);
        _store.Commit();
        Restart();
        _world.Pass(11);
        Assert.Equal(0, _world.Broker.Sessions);
    }

    [Fact]
    public void A_clean_start_forgets_for_good_what_was_kept()
    {
        var client = Subscribed(qos: 1);
        Down("a", 1);
        client.Receive(Packet.Publish("v1/up/c1/money", "m", 7, qos: 2));
        client.Break();
        client = _world.Open();
        client.Receive(Packet.Connect("c1", clean: true));
        // Said when a restart would not bring the old session back.
        Assert.Empty(client.Got());
        _store.Commit();
        Assert.Equal(["connack 0 present=0"], client.Got());
        Assert.Equal(["00"], _store.Kept.Keys);
        Restart();
        Assert.Equal(["connack 0 present=0"], Reconnect().Got());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_will_of_a_client_that_was_connected_at_the_crash_is_published(bool clean)
    {
        _world.Connected(clean: clean, will: ("v1/status/c1", "gone", true)).Receive(Packet.Publish("v1/status/c1", "on", 1, retain: true));
        _store.Commit();
        Restart();
        Assert.Equal(["gone"], _world.Broker.Retained("v1/status/+").Select(message => System.Text.Encoding.UTF8.GetString(message.Payload.Span)));
        _store.Commit();
        Restart();
        Assert.DoesNotContain(_store.Kept.Keys, key => key.StartsWith("06", StringComparison.Ordinal));
    }

    [Fact]
    public void A_wills_delay_runs_on_and_a_client_that_left_in_order_has_none()
    {
        _world.Connected5(clean: false, properties: [0x11, 0, 0, 3, 0], will: ("v1/status/c1", "gone", 1, true, [0x18, 0, 0, 0, 100])).Break();
        _world.Connected(id: "c2", user: "c2", clean: false, will: ("v1/status/c2", "gone", true)).Receive(Packet.Disconnect);
        _time.Advance(TimeSpan.FromSeconds(60));
        _store.Commit();
        Restart();
        _world.Pass(39);
        Assert.Empty(_world.Broker.Retained("#"));
        _world.Pass(2);
        Assert.Equal(["v1/status/c1"], _world.Broker.Retained("#").Select(message => message.Topic));
    }

    [Fact]
    public void A_store_that_does_not_keep_up_pauses_what_it_would_have_to_keep_and_nothing_else()
    {
        var client = _world.Connected(clean: false);
        _store.HasRoom = false;
        client.Receive(Packet.Publish("v1/up/c1/money", "m", 1));
        Assert.Equal(["puback 1"], client.Got());
        client.Receive(Packet.Subscribe(2, ("v1/down/c1/#", 1)));
        client.Receive(Packet.Pingreq);
        Assert.Equal(["pingresp"], client.Got());
        Assert.True(client.Connection.IsPaused);
        _store.HasRoom = true;
        _store.Commit();
        client.Step();
        _store.Commit();
        Assert.Equal(["suback 2:01"], client.Got());
    }

    [Fact]
    public void A_subscription_that_is_not_allowed_any_more_is_gone_when_its_client_comes_back()
    {
        var client = _world.Connected(id: "op", user: "op", clean: false);
        client.Receive(Packet.Subscribe(1, ("v1/up/#", 1), ("v1/status/#", 1)));
        _store.Commit();
        Restart();
        _world.OperatorsPatterns = ["v1/status/#"];
        client = _world.Connected(id: "op", user: "op", clean: false);
        _world.Broker.Publish("v1/up/c1/money", "m"u8.ToArray(), 1, retain: false);
        _world.Broker.Publish("v1/status/c1", "on"u8.ToArray(), 1, retain: false);
        Assert.Equal(["publish v1/status/c1 on id=4097"], client.Got());
    }

    [Fact]
    public void A_store_of_another_format_is_not_read()
    {
        _store.Set([0], [99]);
        Assert.Throws<InvalidDataException>(() => Start());
    }

    private MemoryTransport Subscribed(int qos)
    {
        var client = _world.Connected(clean: false);
        client.Receive(Packet.Subscribe(1, ("v1/down/c1/#", qos)));
        _store.Commit();
        client.Take();
        return client;
    }

    private void Down(string text, int qos) => _world.Broker.Publish("v1/down/c1/commands", System.Text.Encoding.UTF8.GetBytes(text), qos, retain: false);

    private MemoryTransport Reconnect()
    {
        var client = _world.Open();
        client.Receive(Packet.Connect("c1", clean: false));
        return client;
    }

    private World Start() => new(new() { DownlinksInFlightMax = 2 }, store: _store, intake: _intake, time: _time);

    /// <summary>The process is gone at once, with everything that was not durable.</summary>
    private void Restart()
    {
        _store.Crash();
        _world = Start();
    }
}
