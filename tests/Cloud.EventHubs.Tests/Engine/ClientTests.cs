using Wattline.Cloud.EventHubs;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Tests.Cloud.EventHubs.Engine;

/// <summary>A client against bytes written out by hand from OASIS AMQP 1.0.</summary>
public sealed class ClientTests
{
    private const string AmqpHeader = "414D515000010000";
    private const string SaslHeader = "414D515003010000";

    // open ["s", null, max-frame-size 512]: the least that a peer may take, so that parts are small.
    private static readonly string _open = Wire.Frame(0x10, 3, "A10173 40 7000000200");

    // begin [remote-channel 0, 0, incoming-window 100, 100].
    private static readonly string _begin = Wire.Frame(0x11, 4, "600000 43 5264 5264");

    // attach ["l", 0, receiver, null, null, source [], target []].
    private static readonly string _attach = Wire.Frame(0x12, 7, "A1016C 43 41 40 40 00532845 00532945");

    [Fact]
    public void The_layers_come_one_after_the_other()
    {
        var client = new Wire(Wire.Client(SaslClient.Plain("u", "p")));
        Assert.Equal(SaslHeader, client.Out());
        // mechanisms: one symbol, without an array (1.4 "multiple").
        client.In(SaslHeader + Wire.Frame(0x40, 1, "A305504C41494E", type: 1));
        // init [PLAIN, \0u\0p, "h"].
        string init = client.Out();
        Assert.Contains("A305504C41494E" + "A00400750070" + "A10168", init, StringComparison.Ordinal);
        client.In(Wire.Frame(0x44, 1, "5000", type: 1));
        Assert.StartsWith(AmqpHeader, client.Out(), StringComparison.Ordinal);
        client.In(AmqpHeader + _open);
        Assert.Equal(["opened"], client.Events);
    }

    [Fact]
    public void A_refusal_of_the_security_layer_is_final()
    {
        var client = new Wire(Wire.Client(SaslClient.Plain("u", "p")));
        client.In(SaslHeader + Wire.Frame(0x40, 1, "A305504C41494E", type: 1) + Wire.Frame(0x44, 1, "5001", type: 1));
        Assert.Equal(["closed amqp:unauthorized-access"], client.Events);
        Assert.True(client.Connection.Refused);
    }

    [Fact]
    public void A_mechanism_that_is_not_offered_is_final()
    {
        var client = new Wire(Wire.Client(SaslClient.Plain("u", "p")));
        client.In(SaslHeader + Wire.Frame(0x40, 1, "A309414E4F4E594D4F5553", type: 1));
        Assert.True(client.Connection.Refused);
    }

    [Fact]
    public void A_message_larger_than_a_frame_goes_in_parts()
    {
        var (client, sender) = Attached(credit: 1);
        byte[] message = new byte[1_000];
        Assert.True(sender.TrySend("t"u8, 0, settled: false, message.AsSpan(0, 10), message.AsSpan(10), out uint id));
        client.Connection.Flush();
        byte[] output = client.Transport.Take();
        int frames = 0;
        for (int at = 0; at < output.Length; frames++)
        {
            int size = (output[at] << 24) | (output[at + 1] << 16) | (output[at + 2] << 8) | output[at + 3];
            Assert.InRange(size, 8, 512);
            at += size;
        }
        Assert.Equal(3, frames);
        Assert.False(sender.CanSend);
        // 2.7.6: disposition [receiver, 0, null, settled, accepted].
        client.In(Wire.Frame(0x15, 5, "41 43 40 41 00532445"));
        Assert.Equal($"outcome {id} Accepted", client.Events[^1]);
    }

    [Fact]
    public void A_window_stops_a_message_in_its_middle_and_a_flow_lets_it_go_on()
    {
        // begin with an incoming-window of 2.
        var (client, sender) = Attached(credit: 5, begin: Wire.Frame(0x11, 4, "600000 43 5202 5264"));
        byte[] message = new byte[1_000];
        Assert.True(sender.TrySend("t"u8, 0, settled: true, default, message, out _));
        client.Connection.Flush();
        Assert.InRange(client.Transport.Take().Length, 800, 1_024);
        Assert.False(sender.CanSend);
        // 2.7.4: flow [next-incoming-id 2, incoming-window 10, 0, 10].
        client.In(Wire.Frame(0x13, 4, "5202 520A 43 520A"));
        Assert.InRange(client.Transport.Take().Length, 100, 400);
        Assert.True(sender.CanSend);
    }

    [Fact]
    public void Credit_counts_from_what_the_receiver_saw()
    {
        var (client, sender) = Attached(credit: 2);
        Assert.True(sender.TrySend("t"u8, 0, settled: true, default, [1], out _));
        Assert.Equal(1u, sender.Credit);
        // flow with delivery-count 0 and link-credit 3: one of the three is used already (2.6.7).
        client.In(Wire.Frame(0x13, 7, "43 5264 43 5264 43 43 5203"));
        Assert.Equal(2u, sender.Credit);
        // drain: the rest is given back, and told.
        client.Out();
        client.In(Wire.Frame(0x13, 9, "5201 5264 43 5264 43 5201 5202 40 41"));
        Assert.Equal(0u, sender.Credit);
        Assert.Contains("005313", client.Out(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rejection_carries_its_reason()
    {
        var (client, sender) = Attached(credit: 1);
        sender.TrySend("t"u8, 0, settled: false, default, [1], out _);
        // rejected @37 [error @29 [amqp:not-found]].
        client.In(Wire.Frame(0x15, 5, "41 43 43 41 005325C01701 00531DC01101A30E616D71703A6E6F742D666F756E64"));
        Assert.Equal("outcome 0 Rejected amqp:not-found", client.Events[^1]);
    }

    [Fact]
    public void A_refused_link_is_never_attached()
    {
        var client = Opened();
        var session = client.Connection.Begin()!;
        session.AttachSender(new Attach { Name = "l", Target = new Terminus { Address = "t" } });
        // attach without target, then detach [0, closed, error].
        client.In(_begin + Wire.Frame(0x12, 7, "A1016C 43 41 40 40 40 40") + Wire.Frame(0x16, 3, "43 41 00531DC01101A30E616D71703A6E6F742D666F756E64"));
        Assert.DoesNotContain("attached l", client.Events);
        Assert.Equal("detached l amqp:not-found", client.Events[^1]);
    }

    [Fact]
    public void Sessions_and_links_go_with_their_connection()
    {
        var (client, _) = Attached(credit: 1);
        client.Connection.Lost();
        Assert.Equal(["detached l amqp:connection:forced", "ended 0 amqp:connection:forced", "closed amqp:connection:forced"], client.Events.TakeLast(3));
    }

    [Fact]
    public void A_peer_that_does_not_read_is_closed()
    {
        var client = Opened(new AmqpLimits { UnsentBytesMax = 10, UnsentBytesCloseAt = 20 });
        client.Connection.Begin();
        client.Connection.Begin();
        client.Connection.Flush();
        client.Connection.Step(1);
        Assert.Equal("closed amqp:resource-limit-exceeded", client.Events[^1]);
    }

    private static Wire Opened(AmqpLimits? limits = null)
    {
        var client = new Wire(Wire.Client(limits: limits));
        client.In(AmqpHeader + _open);
        Assert.Equal(["opened"], client.Events);
        client.Out();
        return client;
    }

    private static (Wire Client, SenderLink Sender) Attached(byte credit, string? begin = null)
    {
        var client = Opened();
        var session = client.Connection.Begin()!;
        var sender = session.AttachSender(new Attach { Name = "l", Target = new Terminus { Address = "t" } })!;
        string flow = Wire.Frame(0x13, 7, $"43 5264 43 5264 43 43 52{credit:X2}");
        client.In((begin ?? _begin) + _attach + (begin is null ? flow : Wire.Frame(0x13, 7, $"43 5202 43 5264 43 43 52{credit:X2}")));
        Assert.Equal(["opened", "begun 0", "attached l", $"room l {credit}"], client.Events);
        client.Out();
        return (client, sender);
    }
}
