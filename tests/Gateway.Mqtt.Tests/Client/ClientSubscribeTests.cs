using Wattline.Gateway.Mqtt.Client;

namespace Wattline.Tests.Gateway.Mqtt.Client;

public sealed class ClientSubscribeTests
{
    [Fact]
    public void Subscriptions_are_made_and_answered()
    {
        var bench = ClientBench.Connected();
        bench.Machine.Subscribe([new("a/+", 1), new("b", 2) { NoLocal = true }], bench.Now);
        Assert.Equal("82 0D 00 01 00 00 03 61 2F 2B 01 00 01 62 06", bench.Sent());
        bench.Feed("90 05 00 01 00 01 87");
        Assert.Equal("subscribed 1 0187", bench.Events());
        bench.Machine.Unsubscribe(["b"], bench.Now);
        Assert.Equal("A2 06 00 02 00 00 01 62", bench.Sent());
        bench.Feed("B0 04 00 02 00 00");
        Assert.Equal("subscribed 2 00", bench.Events());
    }

    [Fact]
    public void With_3_1_1_UNSUBACK_has_no_codes()
    {
        var bench = ClientBench.Connected(new() { Version = MqttVersion.V311, ClientId = "c" });
        bench.Machine.Subscribe([new("a", 1)], bench.Now);
        Assert.Equal("82 06 00 01 00 01 61 01", bench.Sent());
        bench.Feed("90 03 00 01 80");
        bench.Machine.Unsubscribe(["a"], bench.Now);
        Assert.Equal("A2 05 00 02 00 01 61", bench.Sent());
        bench.Feed("B0 02 00 02");
        Assert.Equal("subscribed 1 80; subscribed 2 ", bench.Events());
    }

    [Fact]
    public void They_are_made_again_only_where_the_session_went()
    {
        var bench = new ClientBench();
        bench.Machine.Subscribe([new("a", 1), new("b", 1)], bench.Now);
        // Of the first connection's session this process knows nothing: it asks.
        bench.Connect(ClientBench.Resumed5);
        Assert.Equal("82 0B 00 01 00 00 01 61 01 00 01 62 01", bench.Sent());
        bench.Feed("90 05 00 01 00 01 01");
        bench.Break();
        bench.Connect(ClientBench.Resumed5);
        Assert.Equal("", bench.Sent());
        bench.Break();
        bench.Machine.Unsubscribe(["b"], bench.Now);
        bench.Connect(ClientBench.Accepted5);
        Assert.Equal("82 07 00 02 00 00 01 61 01 A2 06 00 03 00 00 01 62", bench.Sent());
    }

    [Fact]
    public void A_filter_asked_for_again_is_kept_once_and_the_number_is_bounded()
    {
        var bench = ClientBench.Connected();
        for (var i = 0; i < MqttClientLimits.SubscriptionsMax; i++) Assert.NotEqual(0, bench.Machine.Subscribe([new("a", 1)], bench.Now));
        for (var i = 1; i < MqttClientLimits.SubscriptionsMax; i++) Assert.NotEqual(0, bench.Machine.Subscribe([new($"a{i}", 1)], bench.Now));
        Assert.Equal(0, bench.Machine.Subscribe([new("one more", 1)], bench.Now));
    }
}
