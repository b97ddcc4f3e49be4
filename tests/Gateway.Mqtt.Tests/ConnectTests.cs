using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

public sealed class ConnectTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void A_known_client_is_accepted_and_listed()
    {
        var client = _world.Open();
        client.Receive(Packet.Connect("c1"));
        Assert.Equal(["connack 0 present=0"], client.Got());
        Assert.Equal("c1", Assert.Single(_world.Broker.Clients).Identity.Name);
        client.Receive(Packet.Disconnect);
        client.AssertClosed(CloseReason.ClientDisconnected);
        Assert.Empty(_world.Broker.Clients);
        Assert.Equal(["+c1", "-c1 ClientDisconnected"], _world.Observer.Lines);
    }

    [Fact]
    public void A_connect_may_come_byte_by_byte_and_with_a_publish_behind_it()
    {
        var client = _world.Open();
        foreach (var b in Packet.Connect("c1").Concat(Packet.Publish("v1/up/c1/readings", "x", 1)))
        {
            client.Receive([b]);
        }
        _world.Intake.Commit();
        Assert.Equal(["connack 0 present=0", "puback 1"], client.Got());
    }

    [Fact]
    public void Anything_before_connect_closes_without_an_answer()
    {
        var client = _world.Open();
        client.Receive(Packet.Pingreq);
        client.AssertClosed(CloseReason.NotConnect);
        Assert.Empty(client.Take());
    }

    [Fact]
    public void A_second_connect_closes()
    {
        var client = _world.Connected();
        client.Receive(Packet.Connect("c1"));
        client.AssertClosed(CloseReason.SecondConnect);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    public void Another_level_is_answered_with_code_1(byte level)
    {
        var client = _world.Open();
        client.Receive(Packet.Connect("c1", level: level));
        Assert.Equal(["connack 1 present=0"], client.Got());
        client.AssertClosed(CloseReason.UnsupportedProtocolLevel);
    }

    [Fact]
    public void Version_3_1_with_its_older_name_is_answered_with_code_1()
    {
        var client = _world.Open();
        client.Receive(Packet.Whole(0x10, [.. Packet.Text("MQIsdp"), 3, 2, 0, 60, .. Packet.Text("c1")]));
        Assert.Equal(["connack 1 present=0"], client.Got());
    }

    [Fact]
    public void A_wrong_password_is_answered_with_code_4()
    {
        var client = _world.Open();
        client.Receive(Packet.Connect("c1", password: "guess"));
        Assert.Equal(["connack 4 present=0"], client.Got());
        client.AssertClosed(CloseReason.BadCredentials);
        Assert.Empty(_world.Observer.Lines);
    }

    [Fact]
    public void An_empty_client_id_needs_a_clean_session_and_gets_an_id_of_its_own()
    {
        var refused = _world.Open();
        refused.Receive(Packet.Connect("", clean: false));
        Assert.Equal(["connack 2 present=0"], refused.Got());
        refused.AssertClosed(CloseReason.EmptyClientId);
        _world.Connected("");
        _world.Connected("");
        Assert.Equal(2, _world.Broker.Clients.Select(client => client.ClientId).Distinct().Count());
    }

    [Fact]
    public void A_client_id_above_the_limit_is_answered_with_code_2()
    {
        var client = _world.Open();
        client.Receive(Packet.Connect(new('x', MqttLimits.ClientIdBytesMax + 1)));
        Assert.Equal(["connack 2 present=0"], client.Got());
        client.AssertClosed(CloseReason.BadClientId);
    }

    [Theory]
    [InlineData("v1/status/c2")]
    [InlineData("v1/up/c1/events")]
    public void A_will_outside_the_own_status_is_answered_with_code_5(string topic)
    {
        var client = _world.Open();
        client.Receive(Packet.Connect("c1", will: (topic, "offline", true)));
        Assert.Equal(["connack 5 present=0"], client.Got());
        client.AssertClosed(CloseReason.NotAuthorized);
    }

    [Fact]
    public void A_packet_above_the_limit_before_connect_closes_before_it_has_come()
    {
        var client = _world.Open();
        client.Receive([0x10, 0xFF, 0xFF, 0x7F]);
        client.AssertClosed(CloseReason.PacketTooLarge);
    }

    [Fact]
    public void Who_does_not_connect_in_time_is_closed()
    {
        var client = _world.Open();
        client.Receive([0x10]);
        _world.Pass(10);
        Assert.False(client.IsClosed);
        _world.Pass(1);
        client.AssertClosed(CloseReason.ConnectTimeout);
    }

    [Fact]
    public void Connections_are_bounded_in_all_and_before_connect()
    {
        using var world = new World(new() { ConnectionsMax = 3, UnconnectedMax = 2 });
        var first = world.Open();
        world.Open();
        Assert.Null(MemoryTransport.Connect(world.Broker));
        first.Receive(Packet.Connect("c1"));
        var third = world.Open();
        Assert.NotNull(third);
        Assert.Null(MemoryTransport.Connect(world.Broker));
        third.Break();
        Assert.NotNull(MemoryTransport.Connect(world.Broker));
    }

    [Fact]
    public void The_host_can_disconnect_a_client()
    {
        var client = _world.Connected();
        Assert.Equal(1, _world.Broker.Disconnect("c1"));
        client.AssertClosed(CloseReason.DisconnectedByHost);
        Assert.Equal(0, _world.Broker.Disconnect("c1"));
    }
}
