using Wattline.Gateway.Mqtt.Client;

namespace Wattline.Tests.Gateway.Mqtt.Client;

public sealed class ClientReceiveTests
{
    private static readonly MqttClientOptions _plain = new() { Version = MqttVersion.V311, ClientId = "c", ReceiveMaximum = 3 };

    [Fact]
    public void Acknowledgements_go_out_in_the_order_of_receipt()
    {
        var bench = ClientBench.Connected();
        bench.Feed("32 07 00 01 74 00 0A 00 61 32 07 00 01 74 00 0B 00 62 32 07 00 01 74 00 0C 00 63");
        Assert.Equal("t=a; t=b; t=c", bench.Events());
        bench.Machine.Acknowledge(bench.Deliveries[1], bench.Now);
        bench.Machine.Acknowledge(bench.Deliveries[2], bench.Now);
        Assert.Equal("", bench.Sent());
        bench.Machine.Acknowledge(bench.Deliveries[0], bench.Now);
        Assert.Equal("40 02 00 0A 40 02 00 0B 40 02 00 0C", bench.Sent());
    }

    [Fact]
    public void Acknowledging_through_a_message_covers_all_before_it_and_none_of_an_earlier_connection()
    {
        var bench = ClientBench.Connected();
        bench.Feed("32 07 00 01 74 00 0A 00 61 32 07 00 01 74 00 0B 00 62 32 07 00 01 74 00 0C 00 63");
        bench.Machine.Acknowledge(bench.Deliveries[1], bench.Now);
        bench.Machine.AcknowledgeThrough(bench.Deliveries[1], bench.Now);
        Assert.Equal("40 02 00 0A 40 02 00 0B", bench.Sent());
        bench.Break();
        bench.Connect(ClientBench.Resumed5);
        bench.Feed("3A 07 00 01 74 00 0C 00 63");
        bench.Machine.AcknowledgeThrough(bench.Deliveries[2], bench.Now);
        Assert.Equal("", bench.Sent());
        bench.Machine.AcknowledgeThrough(bench.Deliveries[3], bench.Now);
        Assert.Equal("40 02 00 0C", bench.Sent());
    }

    [Fact]
    public void No_old_acknowledgement_goes_out_on_a_new_connection()
    {
        var bench = ClientBench.Connected();
        bench.Feed("32 07 00 01 74 00 0A 00 61");
        bench.Break();
        bench.Connect(ClientBench.Resumed5);
        bench.Feed("3A 07 00 01 74 00 0A 00 61");
        Assert.Equal("t=a; ConnectionLost 00; connected again; t=a dup", bench.Events());
        bench.Machine.Acknowledge(bench.Deliveries[0], bench.Now);
        Assert.Equal("", bench.Sent());
        bench.Machine.Acknowledge(bench.Deliveries[1], bench.Now);
        Assert.Equal("40 02 00 0A", bench.Sent());
    }

    [Fact]
    public void QoS_2_is_handed_over_once()
    {
        var bench = ClientBench.Connected(_plain);
        bench.Feed("34 06 00 01 74 00 0A 61");
        bench.Machine.Acknowledge(bench.Deliveries[0], bench.Now);
        Assert.Equal("50 02 00 0A", bench.Sent());
        bench.Feed("3C 06 00 01 74 00 0A 61");
        Assert.Equal("50 02 00 0A", bench.Sent());
        bench.Break();
        bench.Connect(ClientBench.Resumed311);
        bench.Feed("3C 06 00 01 74 00 0A 61");
        Assert.Equal("50 02 00 0A", bench.Sent());
        bench.Feed("62 02 00 0A");
        Assert.Equal("70 02 00 0A", bench.Sent());
        Assert.Equal("t=a; ConnectionLost 00; connected again", bench.Events());
        // The identifier is free again.
        bench.Feed("34 06 00 01 74 00 0A 62");
        Assert.Equal("t=b", bench.Events());
    }

    [Fact]
    public void A_lost_session_forgets_what_was_half_received()
    {
        var bench = ClientBench.Connected(_plain);
        bench.Feed("34 06 00 01 74 00 0A 61");
        bench.Machine.Acknowledge(bench.Deliveries[0], bench.Now);
        bench.Break();
        bench.Connect(ClientBench.Accepted311);
        bench.Events();
        bench.Feed("34 06 00 01 74 00 0A 62");
        Assert.Equal("t=b", bench.Events());
    }

    [Fact]
    public void A_message_that_is_not_taken_stays_and_comes_again()
    {
        var bench = ClientBench.Connected();
        bench.Takes = false;
        bench.Feed("32 07 00 01 74 00 0A 00 61 32 07 00 01 74 00 0B 00 62 D0 00");
        Assert.Equal("t=a not now", bench.Events());
        Assert.True(bench.Machine.IsPaused);
        Assert.Equal(20, bench.Unread);
        // Our own silence is no fault of the server's, and it must not think us dead.
        bench.Pass(60_000);
        Assert.Equal("C0 00", bench.Sent());
        bench.Pass(60_000);
        Assert.Equal("C0 00", bench.Sent());
        Assert.Equal(MqttClientState.Connected, bench.Machine.State);
        bench.Takes = true;
        bench.Machine.Resume(bench.Now);
        bench.Again();
        Assert.Equal("t=a; t=b", bench.Events());
        Assert.Equal(0, bench.Unread);
    }

    [Theory]
    [InlineData(MqttVersion.V311, "32 06 00 01 74 00 0{0} 6{0}")]
    [InlineData(MqttVersion.V5, "32 07 00 01 74 00 0{0} 00 6{0}")]
    public void Reading_pauses_at_the_window(MqttVersion version, string publish)
    {
        var bench = ClientBench.Connected(_plain with { Version = version });
        for (var id = 1; id <= 5; id++) bench.Feed(string.Format(null, publish, id));
        Assert.Equal("t=a; t=b; t=c", bench.Events());
        Assert.True(bench.Machine.IsPaused);
        bench.Machine.Acknowledge(bench.Deliveries[0], bench.Now);
        bench.Again();
        Assert.Equal("t=d", bench.Events());
        Assert.True(bench.Machine.IsPaused);
        // PUBLISH 5 waits; nothing of it is lost.
        bench.Machine.AcknowledgeThrough(bench.Deliveries[3], bench.Now);
        bench.Again();
        Assert.Equal("t=e", bench.Events());
        Assert.Equal(0, bench.Unread);
    }

    [Theory]
    [InlineData("36 07 00 01 74 00 0A 00 61", "82")] // QoS 3.
    [InlineData("32 07 00 01 74 00 00 00 61", "82")] // Identifier 0.
    [InlineData("30 05 00 01 2B 00 61", "82")] // A wildcard.
    [InlineData("30 04 00 00 00 61", "82")] // No topic, and no alias was offered.
    [InlineData("30 07 00 01 74 03 23 00 01", "82")] // A topic alias.
    [InlineData("30 05 00 01 FF 00 61", "82")] // Not UTF-8.
    [InlineData("30 06 00 09 74 00 61 62", "82")] // A topic beyond the packet.
    [InlineData("20 03 00 00 00", "82")] // CONNACK twice.
    [InlineData("10 02 00 00", "82")] // A client's packet.
    [InlineData("92 03 00 01 00", "82")] // Flags that are reserved.
    [InlineData("90 04 00 63 00 00", "82")] // An answer to no question.
    [InlineData("D0 80 00", "81")] // A length not in its shortest form.
    public void Bytes_that_break_the_standard_end_the_connection_with_a_reason(string bytes, string reason)
    {
        var bench = ClientBench.Connected();
        bench.Feed(bytes);
        Assert.Equal($"E0 02 {reason} 00", bench.Sent());
        bench.Break();
        Assert.Equal("ProtocolError 00", bench.Events());
    }

    [Fact]
    public void A_packet_too_large_is_refused_by_its_length_alone()
    {
        var bench = ClientBench.Connected(new() { ClientId = "c", PacketBytesMax = 100 });
        bench.Feed("30 63");
        Assert.Equal("E0 02 95 00", bench.Sent());
    }

    [Fact]
    public void The_server_s_last_word_is_told()
    {
        var bench = ClientBench.Connected();
        bench.Feed("E0 02 8B 00");
        bench.Break();
        Assert.Equal("ClosedByServer 8B", bench.Events());
    }

    [Fact]
    public void Properties_of_a_message_are_read()
    {
        MqttMessageProperties? read = null;
        var machine = new MqttClientMachine(new() { ClientId = "c" }, new Reader(properties => read = properties), new Random(1));
        machine.Start(0);
        machine.Opened(0);
        machine.Receive(new(Convert.FromHexString("2003000000")), 0);
        machine.Receive(new(Convert.FromHexString("30070001740303" + "0005")), 0);
        Assert.Null(read); // A text beyond the properties' end.
        machine.Lost(0);
        machine.Step(100_000);
        machine.Opened(0);
        machine.Receive(new(Convert.FromHexString("2003000000")), 0);
        machine.Receive(new(Convert.FromHexString("301B00017416" + "2600016B000176" + "0200000005" + "03000161" + "09000107" + "0B01" + "78")), 0);
        Assert.NotNull(read);
        Assert.Equal("5 a 7", $"{read.ExpirySeconds} {read.ContentType} {read.CorrelationData.Span[0]}");
        Assert.Equal([new MqttUserProperty("k", "v")], read.User);
    }

    private sealed class Reader(Action<MqttMessageProperties> read) : IMqttClientEvents
    {
        public void Connected(bool sessionPresent)
        {
        }

        public void Disconnected(MqttClientEnd end, byte reason)
        {
        }

        public bool Received(in MqttReceived message)
        {
            read(message.Properties);
            return true;
        }

        public void Completed(long token, MqttPublishOutcome outcome, byte reason)
        {
        }

        public void Subscribed(long token, ReadOnlySpan<byte> reasons)
        {
        }
    }
}
