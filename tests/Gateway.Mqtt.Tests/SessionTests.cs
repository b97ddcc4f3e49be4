using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

public sealed class SessionTests : IDisposable
{
    private readonly World _world = new(new() { DownlinksInFlightMax = 2, DownlinksQueuedMax = 3, SessionsMax = 3, UnsentBytesMax = 200 });

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Session_present_is_the_truth()
    {
        Assert.Equal(["connack 0 present=0"], Connect(clean: false));
        Assert.Equal(["connack 0 present=1"], Connect(clean: false));
        Assert.Equal(["connack 0 present=0"], Connect(clean: true));
        Assert.Equal(["connack 0 present=0"], Connect(clean: false));
        Assert.Equal(["connack 0 present=1"], Connect(clean: false));
    }

    [Fact]
    public void A_kept_session_gets_what_was_sent_meanwhile_and_what_it_had_not_acknowledged_again()
    {
        var client = _world.Connected(clean: false);
        client.Receive(Packet.Subscribe(1, ("v1/down/c1/#", 1)));
        client.Take();
        Down("a");
        Assert.Equal(["publish v1/down/c1/commands a id=1"], client.Got());
        client.Break();
        Down("b");
        _world.Broker.Publish("v1/down/c1/time", "t"u8.ToArray(), 0, retain: false);
        client = _world.Open();
        client.Receive(Packet.Connect("c1", clean: false));
        Assert.Equal(
            ["connack 0 present=1", "publish v1/down/c1/commands a id=1 dup", "publish v1/down/c1/commands b id=2"],
            client.Got());
        client.Receive([.. Packet.Puback(1), .. Packet.Puback(2), .. Packet.Puback(77)]);
        client.Break();
        Assert.Equal(["connack 0 present=1"], Connect(clean: false));
    }

    [Fact]
    public void Downlinks_wait_for_acknowledgements_in_order_and_are_bounded()
    {
        var client = _world.Connected();
        client.Receive(Packet.Subscribe(1, ("v1/down/c1/#", 1)));
        client.Take();
        foreach (var text in "abcdefg")
        {
            Down(text.ToString());
        }
        Assert.Equal(["publish v1/down/c1/commands a id=1", "publish v1/down/c1/commands b id=2"], client.Got());
        client.Receive(Packet.Puback(1));
        Assert.Equal(["publish v1/down/c1/commands c id=3"], client.Got());
        client.Receive([.. Packet.Puback(2), .. Packet.Puback(3)]);
        Assert.Equal(["publish v1/down/c1/commands d id=4", "publish v1/down/c1/commands e id=5"], client.Got());
        // f and g were above the bound.
        client.Receive([.. Packet.Puback(4), .. Packet.Puback(5)]);
        Assert.Empty(client.Got());
    }

    [Fact]
    public void Nobody_takes_over_a_client_id_of_another_identity()
    {
        var mine = _world.Connected("c1", "c1");
        _world.Connected("c1", "c2");
        _world.Connected("c1", "op");
        Assert.False(mine.IsClosed);
    }

    [Fact]
    public void Above_the_limit_the_session_left_first_is_forgotten()
    {
        foreach (var name in new[] { "c1", "c2", "c3", "c4" })
        {
            _world.Connected(name, name, clean: false).Break();
        }
        Assert.Equal(["connack 0 present=1"], Connect(clean: false, "c4"));
        Assert.Equal(["connack 0 present=1"], Connect(clean: false, "c2"));
        Assert.Equal(["connack 0 present=0"], Connect(clean: false, "c1"));
    }

    [Fact]
    public void A_client_is_closed_after_one_and_a_half_keep_alives_of_silence_and_any_packet_counts()
    {
        var client = _world.Connected(keepAlive: 10);
        _world.Pass(14);
        client.Receive(Packet.Pingreq);
        _world.Pass(15);
        Assert.False(client.IsClosed);
        _world.Pass(2);
        client.AssertClosed(CloseReason.KeepAliveTimeout);
    }

    [Fact]
    public void Without_a_keep_alive_nobody_is_closed_for_silence()
    {
        var client = _world.Connected(keepAlive: 0);
        _world.Pass(100_000);
        Assert.False(client.IsClosed);
    }

    [Fact]
    public void A_client_that_does_not_read_misses_qos_0_and_is_closed_when_it_grows()
    {
        var client = _world.Connected("watch", "op");
        client.Receive(Packet.Subscribe(1, ("#", 0)));
        for (var i = 0; i < 50; i++)
        {
            _world.Broker.Publish("a/b", new byte[20], 0, retain: false);
        }
        Assert.InRange(client.UnsentBytes, 200, 240);
        _world.Pass(1);
        Assert.False(client.IsClosed);
        for (var i = 0; i < 100; i++)
        {
            client.Receive(Packet.Pingreq);
        }
        _world.Pass(1);
        client.AssertClosed(CloseReason.SlowConsumer);
    }

    [Fact]
    public void A_flood_of_pings_whose_answers_nobody_reads_ends_at_once()
    {
        var client = _world.Connected();
        client.Receive([.. Enumerable.Range(0, 500).SelectMany(_ => Packet.Pingreq)]);
        client.AssertClosed(CloseReason.SlowConsumer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void More_retained_messages_than_fit_at_once_come_when_there_is_room(int qos)
    {
        for (var i = 0; i < 40; i++)
        {
            _world.Broker.Publish($"r/{i}", "retained"u8.ToArray(), 1, retain: true);
        }
        var client = _world.Connected("watch", "op");
        client.Receive(Packet.Subscribe(1, ("r/#", qos)));
        // Replaced while it waits: the newer one comes, not the older one.
        _world.Broker.Publish("r/39", "newer"u8.ToArray(), 0, retain: true);
        var all = new List<string>();
        for (var round = 0; round < 60; round++)
        {
            var got = client.Got();
            all.AddRange(got);
            foreach (var publish in got.Where(line => line.Contains(" id=", StringComparison.Ordinal)))
            {
                client.Receive(Packet.Puback(int.Parse(publish.Split("id=")[1].Split(' ')[0], null)));
            }
            _world.Pass(1);
        }
        Assert.Equal(39, all.Count(line => line.Contains(" retained", StringComparison.Ordinal)));
        Assert.StartsWith("publish r/39 newer", all.Last(line => line.StartsWith("publish r/39", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain(all, line => line.StartsWith("publish r/39 retained", StringComparison.Ordinal));
    }

    private string[] Connect(bool clean, string name = "c1")
    {
        var client = _world.Open();
        client.Receive(Packet.Connect(name, name, clean: clean));
        var got = client.Got();
        client.Break();
        return got;
    }

    private void Down(string text) =>
        _world.Broker.Publish("v1/down/c1/commands", System.Text.Encoding.UTF8.GetBytes(text), 1, retain: false);
}
