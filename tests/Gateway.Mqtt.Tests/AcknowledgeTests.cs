using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>PUBACK means durable: never before, in order, in one flush, and nowhere else.</summary>
public sealed class AcknowledgeTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void No_puback_before_the_commit()
    {
        var client = _world.Connected();
        client.Receive(Packet.Publish("v1/up/c1/money", "note", 7));
        Assert.Empty(client.Got());
        _world.Intake.Commit();
        Assert.Equal(["puback 7"], client.Got());
        Assert.Equal(["c1 v1/up/c1/money note"], _world.Intake.Messages);
    }

    [Fact]
    public void Pubacks_come_in_the_order_of_receipt_with_one_flush_a_commit()
    {
        var client = _world.Connected();
        client.Receive([.. Enumerable.Range(1, 200).SelectMany(id => Packet.Publish("v1/up/c1/readings", "r", 1_000 - id))]);
        var before = client.Flushes;
        _world.Intake.Commit(150);
        Assert.Equal(before + 1, client.Flushes);
        Assert.Equal(Enumerable.Range(1, 150).Select(id => $"puback {1_000 - id}"), client.Got());
        _world.Intake.Commit();
        Assert.Equal(before + 2, client.Flushes);
        Assert.Equal(Enumerable.Range(151, 50).Select(id => $"puback {1_000 - id}"), client.Got());
    }

    [Fact]
    public void State_is_acknowledged_in_its_turn_behind_messages_that_wait()
    {
        var client = _world.Connected();
        client.Receive(Packet.Publish("v1/status/c1", "online", 1, retain: true));
        Assert.Equal(["puback 1"], client.Got());
        client.Receive([.. Packet.Publish("v1/up/c1/events", "e", 2), .. Packet.Publish("v1/status/c1", "online", 3, retain: true)]);
        Assert.Empty(client.Got());
        _world.Intake.Commit();
        Assert.Equal(["puback 2", "puback 3"], client.Got());
    }

    [Fact]
    public void A_commit_that_ends_before_the_ticket_is_known_is_not_missed()
    {
        var client = _world.Connected();
        _world.Intake.AtOnce = true;
        client.Receive(Packet.Publish("v1/up/c1/readings", "r", 1));
        Assert.Equal(["puback 1"], client.Got());
    }

    [Fact]
    public void Qos_0_is_taken_and_never_acknowledged()
    {
        var client = _world.Connected();
        client.Receive(Packet.Publish("v1/up/c1/log", "l"));
        _world.Intake.Commit();
        Assert.Empty(client.Got());
        Assert.Single(_world.Intake.Messages);
    }

    [Fact]
    public void The_same_packet_id_twice_is_two_messages()
    {
        var client = _world.Connected();
        client.Receive([.. Packet.Publish("v1/up/c1/readings", "a", 1), .. Packet.Publish("v1/up/c1/readings", "a", 1, duplicate: true)]);
        _world.Intake.Commit();
        Assert.Equal(["puback 1", "puback 1"], client.Got());
        Assert.Equal(2, _world.Intake.Messages.Count);
    }

    [Fact]
    public void After_a_takeover_no_old_puback_comes_on_the_new_connection()
    {
        var old = _world.Connected(clean: false);
        old.Receive(Packet.Publish("v1/up/c1/readings", "r", 5));
        var now = _world.Connected(clean: false);
        old.AssertClosed(CloseReason.TakenOver);
        now.Receive(Packet.Publish("v1/up/c1/readings", "s", 6));
        _world.Intake.Commit();
        Assert.Empty(old.Got());
        Assert.Equal(["puback 6"], now.Got());
    }

    [Fact]
    public void After_an_fsync_error_nothing_is_acknowledged_and_the_client_stays()
    {
        var client = _world.Connected();
        client.Receive(Packet.Publish("v1/up/c1/readings", "r", 1));
        // The log stopped: it takes nothing more and its mark stays where it is.
        _world.Intake.Answer = IntakeOutcome.NotNow;
        _world.Intake.Tell();
        client.Receive([.. Packet.Publish("v1/up/c1/readings", "s", 2), .. Packet.Pingreq]);
        _world.Intake.Tell();
        Assert.Equal(["pingresp"], client.Got());
        Assert.False(client.IsClosed);
    }

    [Fact]
    public void What_the_intake_will_never_take_closes_and_is_not_acknowledged()
    {
        var client = _world.Connected();
        _world.Intake.Answer = IntakeOutcome.Refused;
        client.Receive(Packet.Publish("v1/up/c1/readings", "r", 1));
        client.AssertClosed(CloseReason.IntakeRefused);
        Assert.Empty(client.Take());
    }

    [Theory]
    [InlineData("v1/up/c2/readings")]
    [InlineData("v1/up/c1")]
    [InlineData("v1/up/c1/")]
    [InlineData("v1/up/c10/readings")]
    [InlineData("v1/status/c2")]
    [InlineData("v1/down/c1/plan")]
    [InlineData("other")]
    public void A_publish_outside_the_own_topics_closes_and_is_not_acknowledged(string topic)
    {
        var client = _world.Connected();
        client.Receive(Packet.Publish(topic, "r", 1));
        client.AssertClosed(CloseReason.NotAuthorized);
        Assert.Empty(client.Take());
        Assert.Empty(_world.Intake.Messages);
    }

    [Fact]
    public void An_operator_may_not_publish()
    {
        var client = _world.Connected("watch", "op");
        client.Receive(Packet.Publish("v1/up/op/readings", "r", 1));
        client.AssertClosed(CloseReason.NotAuthorized);
    }

    [Fact]
    public void A_durable_message_allocates_nothing_once_the_window_has_grown()
    {
        var client = _world.Connected();
        _world.Intake.KeepMessages = false;
        var bytes = new System.Buffers.ReadOnlySequence<byte>(
            [.. Enumerable.Range(1, 100).SelectMany(id => Packet.Publish("v1/up/c1/readings", "some reading", id))]);
        Round();
        Round();
        client.Take();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Round();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(100, client.Got().Length);

        void Round()
        {
            client.Connection.Process(bytes);
            _world.Intake.Commit();
        }
    }
}
