using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>CONNECT, CONNACK and DISCONNECT of MQTT 5.</summary>
public sealed class Connect5Tests : IDisposable
{
    private readonly World _world = new(new() { UnacknowledgedMax = 10, PacketBytesMax = 1_000, TopicAliasMax = 3, SessionsMax = 10 });

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Connack_tells_the_limits()
    {
        var client = _world.Open();
        client.Receive(Packet5.Connect("c1"));
        Assert.Equal(["connack 00 present=0 [21=10 27=1000 22=3]"], client.Got5());
        client.Receive([.. Packet5.Disconnect()]);
        client.AssertClosed(CloseReason.ClientDisconnected);
        Assert.Empty(client.Take());
    }

    [Fact]
    public void A_keep_alive_above_the_limit_is_shortened_and_the_client_told()
    {
        var client = _world.Open();
        client.Receive(Packet5.Connect("c1", keepAlive: 120));
        Assert.Equal(["connack 00 present=0 [21=10 27=1000 22=3 13=60]"], client.Got5());
        _world.Pass(89);
        Assert.False(client.IsClosed);
        _world.Pass(3);
        client.AssertClosed5(CloseReason.KeepAliveTimeout, "8d");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_client_without_an_id_is_told_the_one_it_got(bool clean)
    {
        var client = _world.Open();
        client.Receive(Packet5.Connect("", clean: clean));
        Assert.Equal(["connack 00 present=0 [21=10 27=1000 22=3 12=~1]"], client.Got5());
        Assert.Equal("~1", Assert.Single(_world.Broker.Clients).ClientId);
    }

    [Fact]
    public void A_session_is_kept_as_long_as_was_asked_for_and_session_present_is_the_truth()
    {
        Session(Packet5.SessionExpiry(5), present: false);
        _world.Pass(4);
        Session(Packet5.SessionExpiry(5), present: true);
        _world.Pass(6);
        Session([], present: false);
        Session(Packet5.SessionExpiry(5), present: false);
        Assert.Equal(1, _world.Broker.Sessions);
    }

    [Fact]
    public void Disconnect_may_change_how_long_the_session_is_kept_but_not_from_nothing()
    {
        var client = _world.Connected5(properties: Packet5.SessionExpiry(1));
        client.Receive(Packet5.Disconnect(0, Packet5.SessionExpiry(10)));
        client.AssertClosed(CloseReason.ClientDisconnected);
        _world.Pass(9);
        Session(Packet5.SessionExpiry(1), present: true, disconnect: Packet5.SessionExpiry(0));
        Session([], present: false);
        client = _world.Connected5();
        client.Receive(Packet5.Disconnect(0, Packet5.SessionExpiry(10)));
        client.AssertClosed5(CloseReason.BadPropertyValue, "82");
    }

    [Fact]
    public void A_session_is_not_kept_longer_than_the_limit_and_the_client_is_told()
    {
        var client = _world.Open();
        client.Receive(Packet5.Connect("c1", Packet5.SessionExpiry(uint.MaxValue)));
        Assert.Equal(["connack 00 present=0 [21=10 27=1000 22=3 11=2592000]"], client.Got5());
    }

    [Fact]
    public void A_takeover_is_told_and_so_are_the_host_s_reasons()
    {
        var old = _world.Connected5();
        var now = _world.Connected5();
        old.AssertClosed5(CloseReason.TakenOver, "8e");
        _world.Broker.Disconnect("c1");
        now.AssertClosed5(CloseReason.DisconnectedByHost, "98");
        var last = _world.Connected5();
        _world.Broker.Dispose();
        last.AssertClosed5(CloseReason.ServerClosing, "8b");
    }

    [Fact]
    public void Versions_may_change_between_two_connections_of_a_session()
    {
        _world.Connected(clean: false).Break();
        Session(Packet5.SessionExpiry(5), present: true);
        Assert.Equal(["connack 0 present=1"], Connect4());
    }

    [Theory]
    [InlineData("", "c1", "pw", "15 0001 78", CloseReason.BadAuthenticationMethod, "8c")]
    [InlineData("c1", "c1", "guess", "", CloseReason.BadCredentials, "86")]
    [InlineData("c1", "c1", "pw", "21 0000", CloseReason.BadPropertyValue, "82")] // Receive Maximum 0
    [InlineData("c1", "c1", "pw", "27 00000000", CloseReason.BadPropertyValue, "82")]
    [InlineData("c1", "c1", "pw", "17 02", CloseReason.BadPropertyValue, "82")]
    [InlineData("c1", "c1", "pw", "16 0001 78", CloseReason.BadPropertyValue, "82")] // data without a method
    [InlineData("c1", "c1", "pw", "21 0001 21 0001", CloseReason.DuplicateProperty, "82")]
    [InlineData("c1", "c1", "pw", "11 00000001 11 00000001", CloseReason.DuplicateProperty, "82")]
    [InlineData("c1", "c1", "pw", "02 00000001", CloseReason.BadProperty, "81")] // of a message
    [InlineData("c1", "c1", "pw", "7F", CloseReason.BadProperty, "81")] // none
    [InlineData("c1", "c1", "pw", "00", CloseReason.BadProperty, "81")]
    [InlineData("c1", "c1", "pw", "11 0000", CloseReason.BadPacketLength, "81")] // cut
    [InlineData("c1", "c1", "pw", "26 0001 61 0001", CloseReason.BadPacketLength, "81")]
    [InlineData("c1", "c1", "pw", "26 0001 61 0001 FF", CloseReason.BadUtf8, "81")]
    public void A_refusal_says_why(string id, string user, string password, string properties, CloseReason reason, string code)
    {
        var client = _world.Open();
        client.Receive(Packet5.Connect(id, Convert.FromHexString(properties.Replace(" ", "", StringComparison.Ordinal)), user: user, password: password));
        client.AssertClosed(reason);
        Assert.Equal([$"connack {code} present=0 [1f={reason}]"], client.Got5());
    }

    [Fact]
    public void User_properties_may_come_twice_and_a_password_without_a_user_is_no_malformed_packet()
    {
        var client = _world.Open();
        client.Receive(Packet5.Connect("c1", [.. Packet5.User("a", "b"), .. Packet5.User("a", "c")], user: null));
        client.AssertClosed(CloseReason.BadCredentials);
    }

    [Fact]
    public void A_will_outside_the_own_status_is_refused()
    {
        var client = _world.Open();
        client.Receive(Packet5.Connect("c1", will: ("v1/up/c1/events", "x", 1, false, [])));
        Assert.Equal(["connack 87 present=0 [1f=NotAuthorized]"], client.Got5());
    }

    [Fact]
    public void A_will_that_says_it_is_text_and_is_not_is_refused()
    {
        var client = _world.Open();
        client.Receive([0x10, 0x1B, 0, 4, .. "MQTT"u8, 5, 6, 0, 60, 0, 0, 0, 2, 1, 1, 0, 6, .. "status"u8, 0, 1, 0xFF]);
        client.AssertClosed(CloseReason.BadPayloadFormat);
        Assert.Equal(["connack 99 present=0 [1f=BadPayloadFormat]"], client.Got5());
    }

    [Theory]
    [InlineData("F0 02 18 00", CloseReason.UnexpectedPacket, "82")] // AUTH
    [InlineData("10 00", CloseReason.SecondConnect, "82")]
    [InlineData("20 03 00 00 00", CloseReason.UnexpectedPacket, "82")]
    [InlineData("C1 00", CloseReason.BadFlags, "81")]
    [InlineData("E0 01 04 ", CloseReason.ClientDisconnectedWithWill, "")]
    [InlineData("E0 06 00 05 11 00000001", CloseReason.BadPacketLength, "81")] // a byte short
    [InlineData("E0 04 00 02 2801", CloseReason.BadProperty, "81")]
    [InlineData("30 05 0001 61 01 05", CloseReason.BadProperty, "81")]
    [InlineData("30 05 0001 61 02 01", CloseReason.BadPacketLength, "81")]
    [InlineData("30 06 0001 61 02 0101", CloseReason.NotAuthorized, "87")]
    [InlineData("30 06 0001 61 02 0102", CloseReason.BadPropertyValue, "82")]
    [InlineData("30 08 0001 61 04 0101 0101", CloseReason.DuplicateProperty, "82")]
    [InlineData("30 06 0001 61 02 0B01", CloseReason.BadProperty, "81")] // a subscription identifier from a client
    [InlineData("30 09 0001 61 05 08 0002 612B", CloseReason.BadPropertyValue, "82")] // a wildcard in the response topic
    [InlineData("30 07 0001 61 03 23 0000", CloseReason.BadTopicAlias, "94")]
    [InlineData("30 07 0001 61 03 23 0004", CloseReason.BadTopicAlias, "94")]
    [InlineData("30 06 0000 03 23 0001", CloseReason.UnknownTopicAlias, "82")]
    [InlineData("30 03 0000 00", CloseReason.UnknownTopicAlias, "82")] // neither a topic nor an alias
    [InlineData("30 04 0001 23 00", CloseReason.BadTopic, "90")]
    [InlineData("36 06 0001 61 0001 00", CloseReason.BadQos, "81")]
    [InlineData("82 07 0001 00 0001 61 40", CloseReason.BadFlags, "81")] // reserved option bits
    [InlineData("82 07 0001 00 0001 61 30", CloseReason.BadPropertyValue, "82")] // retain handling 3
    [InlineData("82 07 0001 00 0001 61 03", CloseReason.BadQos, "81")]
    [InlineData("82 09 0001 02 0B00 0001 61 00", CloseReason.BadPropertyValue, "82")] // subscription identifier 0
    [InlineData("82 0B 0001 04 0B010B02 0001 61 00", CloseReason.DuplicateProperty, "82")]
    [InlineData("82 10 0001 00 000A 24736861 72652F672F61 04", CloseReason.BadPropertyValue, "82")] // no local with a share
    [InlineData("82 03 0001 00", CloseReason.BadPacketLength, "81")]
    [InlineData("82 08 0001 00 0002 6123 00", CloseReason.BadFilter, "8f")]
    [InlineData("A2 08 0001 02 0B01 0001 61", CloseReason.BadProperty, "81")]
    [InlineData("40 04 0001 00 01", CloseReason.BadPacketLength, "81")]
    [InlineData("40 06 0001 00 02 0B01", CloseReason.BadProperty, "81")]
    [InlineData("40 03 0001 01", CloseReason.BadPropertyValue, "82")] // reason codes that are none of the packet's
    [InlineData("40 03 0001 92", CloseReason.BadPropertyValue, "82")]
    [InlineData("50 03 0001 FF", CloseReason.BadPropertyValue, "82")]
    [InlineData("62 03 0001 80", CloseReason.BadPropertyValue, "82")]
    [InlineData("70 03 0001 10", CloseReason.BadPropertyValue, "82")]
    [InlineData("30 FF FF FF 7F", CloseReason.PacketTooLarge, "95")]
    [InlineData("30 FF FF FF FF", CloseReason.BadRemainingLength, "81")]
    public void What_is_wrong_is_told_before_the_connection_ends(string hex, CloseReason reason, string code)
    {
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        var whole = _world.Connected5("watch", "op");
        whole.Receive(bytes);
        whole.AssertClosed(reason);
        Assert.Equal(code == "" ? [] : [$"disconnect {code} [1f={reason}]"], whole.Got5());
        var drop = _world.Connected5("watch", "op");
        foreach (var b in bytes)
        {
            drop.Receive([b]);
        }
        drop.AssertClosed(reason);
        Assert.Empty(_world.Broker.Clients);
    }

    [Theory]
    [InlineData(16, false)]
    [InlineData(21, true)]
    public void A_client_that_would_not_take_the_answer_gets_none(int answer, bool forever)
    {
        byte[] Properties(int bytes) => [.. Packet5.PacketSize((uint)bytes), .. forever ? Packet5.SessionExpiry(uint.MaxValue) : []];
        var refused = _world.Open();
        refused.Receive(Packet5.Connect("c1", Properties(answer - 1)));
        refused.AssertClosed(CloseReason.PacketTooLarge);
        Assert.Empty(refused.Got5());
        Assert.Equal(0, _world.Broker.Sessions);
        var taken = _world.Open();
        taken.Receive(Packet5.Connect("c1", Properties(answer)));
        Assert.Equal(answer, taken.Take().Length);
    }

    [Fact]
    public void A_client_of_small_packets_gets_no_words_with_its_reason()
    {
        var client = _world.Connected5(properties: Packet5.PacketSize(16));
        client.Receive(Packet5.Publish("other", "x", 0));
        client.AssertClosed(CloseReason.NotAuthorized);
        Assert.Equal(["disconnect 87"], client.Got5());
    }

    private void Session(byte[] properties, bool present, byte[]? disconnect = null)
    {
        var client = _world.Open();
        client.Receive(Packet5.Connect("c1", properties, clean: false));
        Assert.StartsWith($"connack 00 present={(present ? 1 : 0)}", client.Got5()[0], StringComparison.Ordinal);
        client.Receive(Packet5.Disconnect(0, disconnect));
    }

    private string[] Connect4()
    {
        var client = _world.Open();
        client.Receive(Packet.Connect("c1", clean: false));
        return client.Got();
    }
}
