using System.Diagnostics.Metrics;
using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

public sealed class MetricsTests
{
    [Fact]
    public void What_happens_is_counted_and_ends_carry_their_reason()
    {
        using var world = new World();
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == MqttMetrics.MeterName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        var thread = Environment.CurrentManagedThreadId;
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            // Other tests count on the same meter's name from their own threads.
            if (Environment.CurrentManagedThreadId == thread)
            {
                var tag = tags.Length > 0 ? $" {tags[0].Value}" : "";
                seen[instrument.Name + tag] = seen.GetValueOrDefault(instrument.Name + tag) + value;
            }
        });
        listener.Start();
        var client = world.Connected();
        client.Receive([.. Packet.Publish("v1/up/c1/readings", "a", 1), .. Packet.Publish("v1/up/c1/readings", "b", 2)]);
        world.Intake.Commit();
        world.Intake.Answer = IntakeOutcome.NotNow;
        client.Receive(Packet.Publish("v1/up/c1/readings", "c", 3));
        client.Break();
        world.Connected().Receive(Packet.Connect("c1"));
        Assert.Equal(2, seen["gateway.mqtt.messages.received"]);
        Assert.Equal(2, seen["gateway.mqtt.messages.acknowledged"]);
        Assert.Equal(1, seen["gateway.mqtt.pauses"]);
        Assert.Equal(0, seen["gateway.mqtt.connections"]);
        Assert.Equal(1, seen["gateway.mqtt.connections.closed ConnectionLost"]);
        Assert.Equal(1, seen["gateway.mqtt.connections.closed SecondConnect"]);
    }
}
