using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

public sealed class RateTests
{
    [Fact]
    public void A_client_above_its_rate_waits_for_the_next_beat_is_alive_and_loses_nothing()
    {
        using var world = new World(new() { MessagesPerSecondMax = 2 });
        world.Intake.AtOnce = true;
        var client = world.Connected(keepAlive: 10);
        client.Receive((byte[])[.. Enumerable.Range(1, 30).SelectMany(id => Packet.Publish("v1/up/c1/readings", "r", id)), .. Packet.Pingreq]);
        Assert.Equal(20, world.Intake.Messages.Count); // Ten seconds' worth at once.
        Assert.Contains("pingresp", Packet.Read(client.Take()));
        Assert.True(world.Broker.Clients.Single().Paused);
        for (var second = 1; second <= 5; second++)
        {
            world.Pass(1);
            client.Step();
            Assert.Equal(20 + (2 * second), world.Intake.Messages.Count);
        }
        world.Pass(30);
        Assert.False(client.IsClosed && client.Connection.Reason != CloseReason.KeepAliveTimeout);
    }

    [Fact]
    public void Bytes_are_counted_as_well_and_another_client_is_not_held_up()
    {
        using var world = new World(new() { BytesPerSecondMax = 1_000 });
        var (loud, calm) = (world.Connected("c1", "c1"), world.Connected("c2", "c2"));
        loud.Receive((byte[])[.. Enumerable.Range(1, 10).SelectMany(id => Packet.Publish("v1/up/c1/readings", new('x', 3_000), id))]);
        Assert.Equal(4, world.Intake.Messages.Count);
        calm.Receive(Packet.Publish("v1/up/c2/readings", "r", 1));
        Assert.Equal(5, world.Intake.Messages.Count);
    }
}
