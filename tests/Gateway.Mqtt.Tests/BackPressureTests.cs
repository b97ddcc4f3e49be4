using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

public sealed class BackPressureTests : IDisposable
{
    private readonly World _world = new(new() { UnacknowledgedMax = 4, UnacknowledgedBytesMax = 1_000, UnacknowledgedBytesInAllMax = 1_500 });

    public void Dispose() => _world.Dispose();

    [Fact]
    public void With_a_full_disk_reads_pause_pings_are_answered_once_and_nothing_is_lost()
    {
        var client = _world.Connected(keepAlive: 10);
        _world.Intake.Answer = IntakeOutcome.NotNow;
        client.Receive([.. Packet.Publish("v1/up/c1/readings", "a", 1), .. Packet.Pingreq, .. Packet.Publish("v1/up/c1/readings", "b", 2)]);
        Assert.True(client.Connection.IsPaused);
        Assert.Equal(["pingresp"], client.Got());
        client.Receive(Packet.Pingreq);
        Assert.Equal(["pingresp"], client.Got());
        client.Receive([]);
        Assert.Empty(client.Got());

        _world.Intake.Answer = IntakeOutcome.Accepted;
        _world.Intake.Tell();
        Assert.True(client.WantsStep);
        client.Step();
        Assert.False(client.Connection.IsPaused);
        _world.Intake.Commit();
        Assert.Equal(["puback 1", "puback 2"], client.Got());
        Assert.Equal(0, client.UnreadBytes);
        Assert.Equal(["c1 v1/up/c1/readings a", "c1 v1/up/c1/readings b"], _world.Intake.Messages);
        client.Receive(Packet.Pingreq);
        Assert.Equal(["pingresp"], client.Got());
    }

    [Fact]
    public void A_ping_that_comes_in_two_parts_behind_a_paused_message_is_answered_once()
    {
        var client = _world.Connected();
        _world.Intake.Answer = IntakeOutcome.NotNow;
        client.Receive([.. Packet.Publish("v1/up/c1/readings", "a", 1), 0xC0]);
        Assert.Empty(client.Got());
        client.Receive([0]);
        Assert.Equal(["pingresp"], client.Got());
        _world.Intake.Answer = IntakeOutcome.Accepted;
        _world.Intake.Tell();
        client.Step();
        Assert.Empty(client.Got());
    }

    [Fact]
    public void A_paused_client_is_a_living_one_however_long_it_takes()
    {
        var client = _world.Connected(keepAlive: 10);
        _world.Intake.Answer = IntakeOutcome.NotNow;
        client.Receive(Packet.Publish("v1/up/c1/readings", "a", 1));
        _world.Pass(3_600);
        Assert.False(client.IsClosed);
        _world.Intake.Answer = IntakeOutcome.Accepted;
        _world.Intake.Tell();
        client.Step();
        _world.Pass(17);
        client.AssertClosed(CloseReason.KeepAliveTimeout);
    }

    [Fact]
    public void A_client_may_have_so_many_messages_unacknowledged_and_goes_on_after_the_commit()
    {
        var client = _world.Connected();
        client.Receive([.. Enumerable.Range(1, 6).SelectMany(id => Packet.Publish("v1/up/c1/readings", "r", id))]);
        Assert.True(client.Connection.IsPaused);
        Assert.Equal(4, _world.Intake.Messages.Count);
        _world.Intake.Commit();
        client.Step();
        Assert.Equal(6, _world.Intake.Messages.Count);
        _world.Intake.Commit();
        Assert.Equal(Enumerable.Range(1, 6).Select(id => $"puback {id}"), client.Got());
    }

    [Fact]
    public void Unacknowledged_bytes_are_bounded_for_a_client_and_in_all()
    {
        var first = _world.Connected("c1", "c1");
        var second = _world.Connected("c2", "c2");
        var third = _world.Connected("c3", "c3");
        var text = new string('x', 600);
        first.Receive([.. Packet.Publish("v1/up/c1/readings", text, 1), .. Packet.Publish("v1/up/c1/readings", text, 2)]);
        Assert.True(first.Connection.IsPaused);
        second.Receive(Packet.Publish("v1/up/c2/readings", text, 1));
        Assert.False(second.Connection.IsPaused);
        // A client that owes nothing may always bring one message: nobody starves.
        third.Receive([.. Packet.Publish("v1/up/c3/readings", text, 1), .. Packet.Publish("v1/up/c3/readings", "y", 2)]);
        Assert.True(third.Connection.IsPaused);
        _world.Intake.Commit();
        first.Step();
        third.Step();
        _world.Intake.Commit();
        Assert.Equal(["puback 1", "puback 2"], first.Got());
        Assert.Equal(["puback 1", "puback 2"], third.Got());
    }

    [Fact]
    public void What_a_closed_client_was_owed_makes_room_for_others()
    {
        var first = _world.Connected("c1", "c1");
        var second = _world.Connected("c2", "c2");
        first.Receive([.. Enumerable.Range(1, 2).SelectMany(id => Packet.Publish("v1/up/c1/readings", new('x', 450), id))]);
        second.Receive([.. Enumerable.Range(1, 2).SelectMany(id => Packet.Publish("v1/up/c2/readings", new('x', 450), id))]);
        Assert.True(second.Connection.IsPaused);
        first.Break();
        second.Receive([]);
        Assert.False(second.Connection.IsPaused);
    }

    [Fact]
    public void Answers_that_wait_behind_a_slow_commit_are_bounded_whatever_they_answer()
    {
        var client = _world.Connected();
        client.Receive(Packet.Publish("v1/up/c1/readings", "a", 1));
        client.Receive([.. Enumerable.Range(1, 20).SelectMany(Packet.Pubrel), .. Packet.Pingreq]);
        Assert.True(client.Connection.IsPaused);
        Assert.Equal((20 - 7) * 4 + 2, client.UnreadBytes);
        Assert.Equal(["pingresp"], client.Got());
        _world.Intake.Commit();
        client.Step();
        Assert.Equal(["puback 1", .. Enumerable.Range(1, 20).Select(id => $"pubcomp {id}")], client.Got());
        Assert.Equal(0, client.UnreadBytes);
    }

    [Fact]
    public void Messages_that_wait_for_no_commit_do_not_pause_their_client_however_many_come_at_once()
    {
        var client = _world.Connected();
        client.Receive([.. Enumerable.Range(1, 20).SelectMany(id => Packet.Publish("v1/status/c1", "online", id))]);
        Assert.False(client.Connection.IsPaused);
        Assert.Equal(Enumerable.Range(1, 20).Select(id => $"puback {id}"), client.Got());
    }
}
