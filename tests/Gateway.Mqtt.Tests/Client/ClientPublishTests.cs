using Wattline.Gateway.Mqtt.Client;

namespace Wattline.Tests.Gateway.Mqtt.Client;

public sealed class ClientPublishTests
{
    private static readonly MqttClientOptions _plain = new() { Version = MqttVersion.V311, ClientId = "c" };

    [Fact]
    public void QoS_0_goes_out_at_once_or_not_at_all()
    {
        var bench = new ClientBench(_plain);
        Assert.Equal(MqttPublishOutcome.NotConnected, bench.Publish("a/b", "hi", 0));
        bench.Connect(ClientBench.Accepted311);
        Assert.Equal(MqttPublishOutcome.Sent, bench.Publish("a/b", "hi", 0));
        Assert.Equal("30 07 00 03 61 2F 62 68 69", bench.Sent());
    }

    [Fact]
    public void QoS_1_is_kept_until_PUBACK_and_comes_again_as_a_duplicate()
    {
        var bench = ClientBench.Connected(_plain);
        Assert.Equal(MqttPublishOutcome.Queued, bench.Publish("t", "1", 1));
        Assert.Equal(MqttPublishOutcome.Queued, bench.Publish("t", "2", 1));
        Assert.Equal("32 06 00 01 74 00 01 31 32 06 00 01 74 00 02 32", bench.Sent());
        bench.Feed("40 02 00 01");
        Assert.Equal("Sent 1 00", bench.Events());
        bench.Break();
        bench.Machine.Step(bench.Now);
        bench.Connect(ClientBench.Resumed311);
        Assert.Equal("3A 06 00 01 74 00 02 32", bench.Sent());
        bench.Feed("40 02 00 02");
        Assert.EndsWith("Sent 2 00", bench.Events(), StringComparison.Ordinal);
        Assert.Equal(0, bench.Machine.Queued);
    }

    [Fact]
    public void Without_a_session_at_the_server_it_is_no_duplicate()
    {
        var bench = ClientBench.Connected(_plain);
        bench.Publish("t", "1", 1);
        bench.Sent();
        bench.Break();
        bench.Connect(ClientBench.Accepted311);
        Assert.Equal("32 06 00 01 74 00 01 31", bench.Sent());
    }

    [Fact]
    public void QoS_2_takes_four_packets_and_goes_on_where_it_was()
    {
        var bench = ClientBench.Connected(_plain);
        bench.Publish("t", "1", 2);
        Assert.Equal("34 06 00 01 74 00 01 31", bench.Sent());
        bench.Feed("50 02 00 01");
        Assert.Equal("62 02 00 01", bench.Sent());
        bench.Break();
        bench.Connect(ClientBench.Resumed311);
        Assert.Equal("62 02 00 01", bench.Sent()); // Not the message again (4.3.3).
        Assert.Equal("ConnectionLost 00; connected again", bench.Events());
        bench.Feed("70 02 00 01");
        Assert.Equal("Sent 1 00", bench.Events());
    }

    [Fact]
    public void QoS_2_that_the_server_took_is_done_though_its_session_went()
    {
        var bench = ClientBench.Connected(_plain);
        bench.Publish("t", "1", 2);
        bench.Publish("t", "2", 2);
        bench.Feed("50 02 00 01");
        bench.Sent();
        bench.Break();
        bench.Connect(ClientBench.Accepted311);
        Assert.Equal("34 06 00 01 74 00 02 32", bench.Sent());
        Assert.Equal("ConnectionLost 00; Sent 1 00; connected anew", bench.Events());
    }

    [Fact]
    public void The_server_s_receive_maximum_bounds_what_is_under_way()
    {
        var bench = ClientBench.Connected(connack: "20 06 00 00 03 21 00 02");
        for (var i = 1; i <= 4; i++) bench.Publish("t", "x", 1);
        Assert.Equal("32 07 00 01 74 00 01 00 78 32 07 00 01 74 00 02 00 78", bench.Sent());
        bench.Feed("40 03 00 02 10"); // No matching subscribers: a success.
        Assert.Equal("32 07 00 01 74 00 03 00 78", bench.Sent());
        Assert.Equal("Sent 2 10", bench.Events());
    }

    [Fact]
    public void Refusals_are_told_with_their_reason()
    {
        var bench = ClientBench.Connected();
        bench.Publish("t", "1", 1);
        bench.Publish("t", "2", 2);
        bench.Feed("40 04 00 01 87 00 50 03 00 02 97");
        Assert.Equal("Refused 1 87; Refused 2 97", bench.Events());
    }

    [Fact]
    public void What_the_server_cannot_take_is_not_sent()
    {
        // Maximum QoS 1, no retained messages, 64 bytes.
        var bench = ClientBench.Connected(connack: "20 0C 00 00 09 24 01 25 00 27 00 00 00 40");
        bench.Sent();
        Assert.Equal(MqttPublishOutcome.Refused, bench.Publish("t", "1", 2));
        Assert.Equal(MqttPublishOutcome.TooLarge, bench.Publish("t", new string('x', 64), 1));
        Assert.Equal(MqttPublishOutcome.Refused, bench.Machine.TryPublish(new("t", "x"u8.ToArray(), 1, Retain: true), bench.Now, out _));
        Assert.Equal("", bench.Sent());
    }

    [Fact]
    public void What_waited_for_a_server_that_cannot_take_it_is_told()
    {
        var bench = new ClientBench();
        bench.Publish("t", new string('x', 64), 1);
        bench.Publish("t", "y", 1);
        bench.Connect("20 08 00 00 05 27 00 00 00 40");
        Assert.Equal("connected anew; TooLarge 1 95", bench.Events());
        Assert.Equal("32 07 00 01 74 00 01 00 79", bench.Sent());
    }

    [Fact]
    public void The_queue_is_bounded_in_messages_and_in_bytes()
    {
        var bench = new ClientBench(new() { ClientId = "c", QueuedMax = 3, QueuedBytesMax = 10 });
        Assert.Equal(MqttPublishOutcome.Queued, bench.Publish("t", new string('x', 20), 1)); // The first may be larger.
        Assert.Equal(MqttPublishOutcome.Full, bench.Publish("t", "x", 1));
        bench = new ClientBench(new() { ClientId = "c", QueuedMax = 3, QueuedBytesMax = 10 });
        for (var i = 0; i < 3; i++) Assert.Equal(MqttPublishOutcome.Queued, bench.Publish("t", "x", 1));
        Assert.Equal(MqttPublishOutcome.Full, bench.Publish("t", "x", 1));
    }

    [Fact]
    public void Stopping_tells_what_was_not_finished()
    {
        var bench = ClientBench.Connected();
        bench.Publish("t", "1", 1);
        bench.Machine.Stop(bench.Now);
        bench.Break();
        Assert.Equal("Stopped 00; Stopped 1 00", bench.Events());
        Assert.Equal(MqttPublishOutcome.Stopped, bench.Publish("t", "2", 1));
    }

    [Fact]
    public void Everything_that_5_says_of_a_message_is_sent()
    {
        var bench = ClientBench.Connected();
        bench.Machine.TryPublish(new("t", "x"u8.ToArray(), 0, Retain: true)
        {
            Properties = new()
            {
                PayloadIsText = true,
                ExpirySeconds = 60,
                ContentType = "a",
                ResponseTopic = "r",
                CorrelationData = new byte[] { 1, 2 },
                User = [new("k", "v"), new("k", "w")],
            },
        }, bench.Now, out _);
        Assert.Equal(
            "31 27 00 01 74 22 01 01 02 00 00 00 3C 03 00 01 61 08 00 01 72 09 00 02 01 02 26 00 01 6B 00 01 76 26 00 01 6B 00 01 77 78",
            bench.Sent());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/+")]
    [InlineData("#")]
    [InlineData("a\0")]
    public void A_topic_that_is_none_is_the_caller_s_fault(string topic) =>
        Assert.Throws<ArgumentException>(() => ClientBench.Connected().Publish(topic, "x", 1));
}
