using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>QoS 2, both ways (4.3.3).</summary>
public sealed class Qos2Tests : IDisposable
{
    private readonly World _world = new(new() { UnacknowledgedMax = 4, DownlinksInFlightMax = 2 });

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Pubrec_comes_after_the_commit_in_the_order_of_receipt()
    {
        var client = _world.Connected();
        client.Receive([
            .. Packet.Publish("v1/up/c1/readings", "a", 9, qos: 2), .. Packet.Publish("v1/up/c1/readings", "b", 8), .. Packet.Publish("v1/status/c1", "s", 7, qos: 2)]);
        Assert.Empty(client.Got());
        _world.Intake.Commit(1);
        Assert.Equal(["pubrec 9"], client.Got());
        _world.Intake.Commit();
        Assert.Equal(["puback 8", "pubrec 7"], client.Got());
        client.Receive([.. Packet.Pubrel(9), .. Packet.Pubrel(7)]);
        Assert.Equal(["pubcomp 9", "pubcomp 7"], client.Got());
    }

    [Fact]
    public void A_duplicate_is_answered_and_not_taken_again_until_it_is_released()
    {
        var client = _world.Connected();
        client.Receive(Packet.Publish("v1/up/c1/readings", "a", 5, qos: 2));
        client.Receive(Packet.Publish("v1/up/c1/readings", "a", 5, duplicate: true, qos: 2));
        Assert.Empty(client.Got());
        _world.Intake.Commit();
        Assert.Equal(["pubrec 5", "pubrec 5"], client.Got());
        Assert.Single(_world.Intake.Messages);
        client.Receive([.. Packet.Pubrel(5), .. Packet.Publish("v1/up/c1/readings", "b", 5, qos: 2)]);
        _world.Intake.Commit();
        Assert.Equal(["pubcomp 5", "pubrec 5"], client.Got());
        Assert.Equal(2, _world.Intake.Messages.Count);
    }

    [Fact]
    public void Identifiers_outlive_the_connection_and_a_pubrec_still_waits_for_its_commit()
    {
        var client = _world.Connected(clean: false);
        client.Receive(Packet.Publish("v1/up/c1/readings", "a", 5, qos: 2));
        client = _world.Connected(clean: false);
        client.Receive(Packet.Publish("v1/up/c1/readings", "a", 5, duplicate: true, qos: 2));
        Assert.Empty(client.Got());
        _world.Intake.Commit();
        Assert.Equal(["pubrec 5"], client.Got());
        Assert.Single(_world.Intake.Messages);
        client.Break();
        client = _world.Connected(clean: false);
        client.Receive([.. Packet.Pubrel(5), .. Packet.Pubrel(5)]);
        Assert.Equal(["pubcomp 5", "pubcomp 5"], client.Got());
    }

    [Fact]
    public void A_new_session_knows_nothing_of_the_identifiers_before()
    {
        var client = _world.Connected(clean: false);
        client.Receive(Packet.Publish("v1/up/c1/readings", "a", 5, qos: 2));
        client = _world.Connected(clean: true);
        client.Receive(Packet.Publish("v1/up/c1/readings", "a", 5, duplicate: true, qos: 2));
        _world.Intake.Commit();
        Assert.Equal(["pubrec 5"], client.Got());
        Assert.Equal(2, _world.Intake.Messages.Count);
    }

    [Fact]
    public void Open_exchanges_of_a_session_are_bounded()
    {
        var client = _world.Connected(clean: false);
        for (var id = 1; id <= 8; id++)
        {
            client.Receive(Packet.Publish("v1/up/c1/readings", "a", id, qos: 2));
            _world.Intake.Commit();
        }
        Assert.False(client.IsClosed);
        client.Receive(Packet.Publish("v1/up/c1/readings", "a", 9, qos: 2));
        client.AssertClosed(CloseReason.ReceiveMaximumExceeded);
    }

    [Fact]
    public void With_a_full_disk_a_message_waits_and_is_taken_once()
    {
        var client = _world.Connected();
        _world.Intake.Answer = IntakeOutcome.NotNow;
        client.Receive([.. Packet.Publish("v1/up/c1/readings", "a", 1, qos: 2), .. Packet.Pingreq]);
        Assert.Equal(["pingresp"], client.Got());
        _world.Intake.Answer = IntakeOutcome.Accepted;
        _world.Intake.Tell();
        client.Step();
        _world.Intake.Commit();
        Assert.Equal(["pubrec 1"], client.Got());
        Assert.Single(_world.Intake.Messages);
    }

    [Fact]
    public void A_downlink_goes_through_its_four_packets()
    {
        var client = Subscriber();
        Down("a");
        Assert.Equal(["publish v1/down/c1/x a id2=1"], client.Got());
        client.Receive(Packet.Pubrec(1));
        Assert.Equal(["pubrel 1"], client.Got());
        // Again, because the client did not see it.
        client.Receive(Packet.Pubrec(1));
        Assert.Equal(["pubrel 1"], client.Got());
        client.Receive(Packet.Pubcomp(1));
        Down("b");
        Assert.Equal(["publish v1/down/c1/x b id2=2"], client.Got());
    }

    [Fact]
    public void After_a_reconnect_exchanges_go_on_where_they_stood_in_their_order()
    {
        var client = Subscriber();
        Down("a");
        Down("b");
        Down("c");
        client.Receive(Packet.Pubrec(1));
        client.Take();
        client.Break();
        client = _world.Open();
        client.Receive(Packet.Connect("c1", clean: false));
        Assert.Equal(["connack 0 present=1", "pubrel 1", "publish v1/down/c1/x b id2=2 dup"], client.Got());
        client.Receive(Packet.Pubcomp(1));
        Assert.Equal(["publish v1/down/c1/x c id2=3"], client.Got());
    }

    [Fact]
    public void Answers_to_nothing_change_nothing_and_say_so_in_version_5()
    {
        var client = Subscriber();
        Down("a");
        client.Take();
        client.Receive([.. Packet.Puback(1), .. Packet.Pubcomp(1), .. Packet.Pubrec(77), .. Packet.Pubrel(78)]);
        Assert.Equal(["pubrel 77", "pubcomp 78"], client.Got());
        client.Receive(Packet.Pubrec(1));
        Assert.Equal(["pubrel 1"], client.Got());
        var five = _world.Connected5("watch", "op");
        five.Receive([.. Packet5.Ack(0x50, 77), .. Packet5.Ack(0x62, 78)]);
        Assert.Equal(["pubrel 77 92", "pubcomp 78 92"], five.Got5());
    }

    [Fact]
    public void A_client_that_refuses_a_message_gets_no_pubrel()
    {
        var client = _world.Connected5("watch", "op");
        client.Receive(Packet5.Subscribe(1, ("a", 2)));
        _world.Broker.Publish("a", "x"u8.ToArray(), 2, retain: false);
        client.Take();
        client.Receive(Packet5.Ack(0x50, 1, 0x97));
        Assert.Empty(client.Take());
        _world.Broker.Publish("a", "y"u8.ToArray(), 2, retain: false);
        Assert.Equal(["publish a y id2=2"], client.Got5());
    }

    private MemoryTransport Subscriber()
    {
        var client = _world.Connected(clean: false);
        client.Receive(Packet.Subscribe(1, ("v1/down/c1/#", 2)));
        client.Take();
        return client;
    }

    private void Down(string text) => _world.Broker.Publish("v1/down/c1/x", System.Text.Encoding.UTF8.GetBytes(text), 2, retain: false);
}
