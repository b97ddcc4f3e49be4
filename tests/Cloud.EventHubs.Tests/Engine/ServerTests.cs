using Wattline.Cloud.EventHubs;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Tests.Cloud.EventHubs.Engine;

/// <summary>A server against bytes written out by hand from OASIS AMQP 1.0; the clause stands beside them.</summary>
public sealed class ServerTests
{
    private const string AmqpHeader = "414D515000010000"; // 2.2
    private const string SaslHeader = "414D515003010000"; // 5.3.1

    // 2.7.1: open @16 [container-id "c"].
    private static readonly string _open = Wire.Frame(0x10, 1, "A10163");

    // 2.7.2: begin @17 [null, next-outgoing-id 0, incoming-window 10, outgoing-window 10].
    private static readonly string _begin = Wire.Frame(0x11, 4, "40 43 520A 520A");

    // 2.7.3: attach @18 ["l", handle 0, role sender, null, null, source @40 [], target @41 ["t"]].
    private static readonly string _attach = Wire.Frame(0x12, 7, "A1016C 43 42 40 40 00532845 005329C00401A10174");

    // 2.7.5: transfer @20 [handle 0, delivery-id 0, tag 00, format 0], then the payload.
    private static readonly string _transfer = Transfer("43", "AABB");

    // The same with more = true.
    private static readonly string _part = Wire.Frame(0x14, 6, "43 43 A00100 43 40 41", "AABB");

    // 2.6.14: a further part needs neither delivery-id nor tag.
    private static readonly string _rest = Wire.Frame(0x14, 1, "43", "CCDD");

    [Fact]
    public void The_layers_come_one_after_the_other()
    {
        var server = new Wire(Wire.Server());
        server.In(SaslHeader);
        // 5.3.3.1: sasl-mechanisms @64.
        Assert.Contains("005340", server.Out(), StringComparison.Ordinal);
        // 5.3.3.2: sasl-init @65 [ANONYMOUS].
        server.In(Wire.Frame(0x41, 1, "A309414E4F4E594D4F5553", type: 1));
        // 5.3.3.6: sasl-outcome @68 [0: ok, null].
        Assert.Equal(Wire.Frame(0x44, 2, "5000 40", type: 1), server.Out());
        server.In(AmqpHeader + _open);
        Assert.StartsWith(AmqpHeader, server.Out(), StringComparison.Ordinal);
        Assert.Equal(["opened"], server.Events);
        Assert.Equal("ANONYMOUS", server.Connection.Identity);
    }

    [Fact]
    public void A_wrong_password_is_told_and_ends_the_connection()
    {
        var server = new Wire(Wire.Server());
        server.In(SaslHeader);
        server.Out();
        // PLAIN with \0u\0x.
        server.In(Wire.Frame(0x41, 2, "A305504C41494E A00400750078", type: 1));
        Assert.Contains("005344", server.Out(), StringComparison.Ordinal);
        Assert.Equal(["closed amqp:unauthorized-access"], server.Events);
    }

    [Fact]
    public void Another_protocol_is_answered_with_ours_and_closed()
    {
        var server = new Wire(Wire.Server());
        server.In("474554202F204854"); // GET / HT
        Assert.Equal(SaslHeader, server.Out());
        Assert.Equal(["closed amqp:connection:framing-error"], server.Events);
    }

    [Fact]
    public void A_message_arrives_and_its_acceptance_goes_back()
    {
        var server = Attached(out _);
        server.OnDelivered = (link, id) => link.Settle(id, DeliveryState.Accepted);
        server.In(_transfer);
        Assert.Equal("message 0 2 AABB", server.Events[^1]);
        // 2.7.6: disposition @21 [role receiver, first 0, last 0, settled, accepted @36 []].
        Assert.EndsWith("005315" + "D00000000F00000006" + "41" + "43" + "43" + "41" + "005324C00100" + "42", server.Out(), StringComparison.Ordinal);
    }

    [Fact]
    public void Acceptances_in_a_row_are_one_disposition()
    {
        var server = Attached(out _);
        server.OnDelivered = (link, id) => link.Settle(id, DeliveryState.Accepted);
        server.In(_transfer + Transfer("5201", "AABB"));
        string output = server.Out();
        Assert.Single(output.Split("005315"), part => part.StartsWith("D0", StringComparison.Ordinal));
        Assert.Contains("41" + "43" + "5201" + "41" + "005324", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_in_parts_is_one_message()
    {
        var server = Attached(out _);
        // 2.6.14: more = true, then a part without delivery-id.
        server.In(_part);
        Assert.DoesNotContain(server.Events, line => line.StartsWith("message", StringComparison.Ordinal));
        server.In(_rest);
        Assert.Equal("message 0 4 AABBCCDD", server.Events[^1]);
    }

    [Fact]
    public void An_aborted_message_is_nothing()
    {
        var server = Attached(out _);
        server.In(_part);
        // 2.7.5: field 10, aborted.
        server.In(Wire.Frame(0x14, 10, "43 40404040404040 40 41"));
        Assert.Equal("attaching l", server.Events[^1]);
    }

    [Fact]
    public void A_message_beyond_the_limit_is_not_kept()
    {
        var server = Attached(out _, new AmqpLimits { MessageBytesMax = 3 });
        server.In(_part);
        server.In(_rest);
        Assert.Equal("too large 0", server.Events[^1]);
    }

    [Fact]
    public void A_message_without_credit_detaches_the_link()
    {
        var server = Attached(out _, window: 0);
        server.In(_transfer);
        Assert.DoesNotContain(server.Events, line => line.StartsWith("message", StringComparison.Ordinal));
        Assert.Contains(Symbol(ErrorCondition.TransferLimitExceeded), server.Out(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_transfer_beyond_the_window_ends_the_session()
    {
        var server = Attached(out _, new AmqpLimits { IncomingWindow = 2 }, window: 1_000);
        // Three transfers at once: the window is 2 and is only opened again when the batch is done.
        server.In(_transfer + _transfer + _transfer);
        Assert.Contains(Symbol(ErrorCondition.WindowViolation), server.Out(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_handle_ends_the_session()
    {
        var server = Attached(out _);
        server.In(Wire.Frame(0x14, 4, "5205 43 A00100 43", "AABB"));
        Assert.Contains(Symbol(ErrorCondition.UnattachedHandle), server.Out(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_link_is_attached_without_terminus_and_detached()
    {
        var server = Opened();
        server.In(_begin + _attach);
        Assert.Equal(["opened", "begun 0", "attaching l"], server.Events);
        string output = server.Out();
        Assert.Contains("005312", output, StringComparison.Ordinal);
        Assert.Contains("005316", output, StringComparison.Ordinal);
        Assert.Contains(Symbol(ErrorCondition.NotFound), output, StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_are_cut_anywhere()
    {
        var server = new Wire(Wire.Server());
        byte[] all = Convert.FromHexString(AmqpHeader + _open + _begin);
        foreach (byte one in all)
        {
            server.In([one]);
        }
        Assert.Equal(["opened", "begun 0"], server.Events);
    }

    [Fact]
    public void A_frame_that_is_too_large_is_not_waited_for()
    {
        var server = Opened();
        server.In("7FFFFFFF02000000");
        Assert.Equal("closed amqp:connection:framing-error", server.Events[^1]);
        Assert.Contains("005318", server.Out(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00000007 02 00 0000", ErrorCondition.FramingError)]
    [InlineData("00000008 01 00 0000", ErrorCondition.FramingError)]
    [InlineData("00000008 03 00 0000", ErrorCondition.FramingError)]
    [InlineData("00000009 02 01 0000 40", ErrorCondition.FramingError)]
    [InlineData("00000009 02 00 0000 40", ErrorCondition.DecodeError)]
    [InlineData("0000000C 02 00 0007 005317 45", ErrorCondition.NotAllowed)]
    [InlineData("0000000C 02 00 0000 005311 45", ErrorCondition.DecodeError)]
    public void Broken_frames_close_with_their_reason(string frame, string condition)
    {
        var server = Opened();
        server.In(frame);
        Assert.Equal($"closed {condition}", server.Events[^1]);
    }

    [Fact]
    public void A_channel_is_not_begun_twice()
    {
        var server = Opened();
        server.In(_begin + _begin);
        Assert.Equal("closed amqp:not-allowed", server.Events[^1]);
    }

    [Fact]
    public void Silence_ends_a_connection_and_heartbeats_keep_it()
    {
        var limits = new AmqpLimits { IdleTimeOut = TimeSpan.FromSeconds(10) };
        var server = Opened(limits);
        server.Now = 9_000;
        server.In("0000000802000000"); // 2.4.5: an empty frame.
        server.Connection.Step(18_999);
        Assert.Equal(AmqpConnectionState.Open, server.Connection.State);
        Assert.Equal(19_000, server.Connection.NextWake);
        server.Connection.Step(19_000);
        Assert.Equal("closed amqp:resource-limit-exceeded", server.Events[^1]);
    }

    [Fact]
    public void A_peer_that_asks_for_it_gets_heartbeats()
    {
        var server = new Wire(Wire.Server());
        // open with idle-time-out 1000 ms: [c, null, null, null, 1000].
        server.In(AmqpHeader + Wire.Frame(0x10, 5, "A10163 40 40 40 70000003E8"));
        server.Out();
        Assert.Equal(500, server.Connection.NextWake);
        server.Connection.Step(500);
        Assert.Equal("0000000802000000", server.Out());
    }

    [Fact]
    public void A_connection_that_is_not_opened_in_time_is_over()
    {
        var server = new Wire(Wire.Server());
        server.Connection.Step(server.Connection.NextWake);
        Assert.Equal(["closed amqp:resource-limit-exceeded"], server.Events);
    }

    [Fact]
    public void A_close_is_answered()
    {
        var server = Opened();
        server.In("0000000C 02 00 0000 005318 45");
        Assert.Contains("005318", server.Out(), StringComparison.Ordinal);
        Assert.Equal("closed", server.Events[^1]);
    }

    private static Wire Opened(AmqpLimits? limits = null)
    {
        var server = new Wire(Wire.Server(limits));
        server.In(AmqpHeader + _open);
        Assert.Equal(["opened"], server.Events);
        server.Out();
        return server;
    }

    private static Wire Attached(out ReceiverLink link, AmqpLimits? limits = null, uint window = 10)
    {
        var server = Opened(limits);
        ReceiverLink? asked = null;
        server.OnAsked = wanted =>
        {
            asked = (ReceiverLink)wanted;
            asked.SetWindow(window);
            asked.Accept(new Attach { Source = wanted.Remote!.Source, Target = wanted.Remote.Target });
        };
        server.In(_begin + _attach);
        Assert.Equal("attaching l", server.Events[^1]);
        server.Out();
        link = asked!;
        return server;
    }

    private static string Transfer(string id, string payload) => Wire.Frame(0x14, 4, $"43 {id} A00100 43", payload);

    private static string Symbol(string text) => Convert.ToHexString(System.Text.Encoding.ASCII.GetBytes(text));
}
