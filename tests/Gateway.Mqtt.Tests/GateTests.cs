using System.Net;
using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>Connections are counted before anything is spent on them; handshakes take turns.</summary>
public sealed class GateTests
{
    [Fact]
    public void One_address_has_its_share_and_others_have_theirs()
    {
        var gate = new ConnectionGate(new() { ConnectionsPerAddressMax = 3, UnconnectedPerAddressMax = 2 });
        var (first, second) = (Enter(gate, "192.0.2.1"), Enter(gate, "192.0.2.1"));
        Assert.Equal(CloseReason.TooManyFromAddress, gate.TryEnter(From("192.0.2.1"), out _));
        first.Settle();
        first.Settle();
        var third = Enter(gate, "192.0.2.1");
        second.Settle();
        third.Settle();
        Assert.Equal(CloseReason.TooManyFromAddress, gate.TryEnter(From("192.0.2.1"), out _));
        Enter(gate, "192.0.2.2");
        first.Dispose();
        first.Dispose();
        Enter(gate, "192.0.2.1");
        Assert.Equal(4, gate.Count);
    }

    [Theory]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::9", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1", true)]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2", false)]
    [InlineData("127.0.0.1", "127.0.0.1", false)]
    [InlineData("::1", "::1", false)]
    public void An_IPv6_network_counts_as_one_and_this_machine_not_at_all(string one, string other, bool same)
    {
        var gate = new ConnectionGate(new() { ConnectionsPerAddressMax = 1 });
        Enter(gate, one);
        Assert.Equal(same ? CloseReason.TooManyFromAddress : CloseReason.None, gate.TryEnter(From(other), out _));
    }

    [Fact]
    public void Half_open_connections_are_bounded_in_all()
    {
        var gate = new ConnectionGate(new() { ConnectionsMax = 3, UnconnectedMax = 2 });
        var first = Enter(gate, "127.0.0.1");
        Enter(gate, "127.0.0.1");
        Assert.Equal(CloseReason.TooManyConnections, gate.TryEnter(From("192.0.2.1"), out _));
        first.Settle();
        Enter(gate, "192.0.2.1");
        first.Dispose();
        Assert.Equal(CloseReason.TooManyConnections, gate.TryEnter(From("192.0.2.1"), out _));
    }

    [Fact]
    public async Task Handshakes_take_turns_a_few_a_second_and_who_left_takes_none()
    {
        var turns = new HandshakeTurns(new() { HandshakesPerSecondMax = 2, HandshakesMax = 3, UnconnectedMax = 3 });
        using var gone = new CancellationTokenSource();
        var stop = TestContext.Current.CancellationToken;
        Assert.True(await turns.WaitAsync(stop));
        Assert.True(await turns.WaitAsync(stop));
        var (left, next, last) = (turns.WaitAsync(gone.Token).AsTask(), turns.WaitAsync(stop).AsTask(), turns.WaitAsync(stop).AsTask());
        Assert.False(await turns.WaitAsync(stop));
        await gone.CancelAsync();
        Assert.False(await left);
        Assert.False(next.IsCompleted);
        turns.Tick();
        Assert.True(await next);
        Assert.False(last.IsCompleted); // Three are under way.
        turns.Release();
        Assert.True(await last);
        Assert.Equal(0, turns.Waiting);
    }

    private static Admission Enter(ConnectionGate gate, string address)
    {
        Assert.Equal(CloseReason.None, gate.TryEnter(From(address), out var admission));
        return admission!;
    }

    private static IPEndPoint From(string address) => new(IPAddress.Parse(address), 1);
}
