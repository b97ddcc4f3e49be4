using Wattline.Gateway.Mqtt;

namespace Wattline.Tests.Gateway.Mqtt;

/// <summary>Bytes beside the reason why they close a connection.</summary>
public sealed class MalformedTests : IDisposable
{
    private readonly World _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    // CONNECT: name, level, flags, keep-alive, client id
    [InlineData("10 0C 0004 4D515454 04 03 003C 0000", CloseReason.BadFlags)] // reserved bit
    [InlineData("10 0C 0004 4D515454 04 1A 003C 0000", CloseReason.BadFlags)] // will QoS without a will
    [InlineData("10 0C 0004 4D515454 04 22 003C 0000", CloseReason.BadFlags)] // will retain without a will
    [InlineData("10 0C 0004 4D515454 04 42 003C 0000", CloseReason.BadFlags)] // a password without a user
    [InlineData("10 12 0004 4D515454 04 1E 003C 0000 0001 61 0001 62", CloseReason.BadFlags)] // will QoS 3
    [InlineData("11 0C 0004 4D515454 04 02 003C 0000", CloseReason.BadFlags)] // fixed header
    [InlineData("10 0C 0004 4D515455 04 02 003C 0000", CloseReason.BadProtocolName)]
    [InlineData("10 0D 0004 4D515454 04 02 003C 0000 00", CloseReason.BadPacketLength)] // a byte too many
    [InlineData("10 0B 0004 4D515454 04 02 003C 00", CloseReason.BadPacketLength)]
    [InlineData("10 0C 0004 4D515454 04 82 003C 0000", CloseReason.BadPacketLength)] // the user is missing
    [InlineData("10 0D 0004 4D515454 04 02 003C 0001 FF", CloseReason.BadUtf8)]
    [InlineData("10 0D 0004 4D515454 04 02 003C 0001 00", CloseReason.BadUtf8)]
    [InlineData("10 00", CloseReason.BadPacketLength)]
    [InlineData("10 FF FF FF FF 01", CloseReason.BadRemainingLength)]
    [InlineData("10 8C 00 0004 4D515454 04 02 003C 0000", CloseReason.BadRemainingLength)] // not the shortest form
    [InlineData("C0 00", CloseReason.NotConnect)]
    [InlineData("00 00", CloseReason.NotConnect)]
    public void Before_connect(string hex, CloseReason reason)
    {
        var client = _world.Open();
        client.Receive(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)));
        client.AssertClosed(reason);
    }

    [Theory]
    [InlineData("34 06 0001 61 0000 78", CloseReason.BadPacketId)] // QoS 2
    [InlineData("36 06 0001 61 0001 78", CloseReason.BadQos)] // QoS 3
    [InlineData("38 04 0001 61 78", CloseReason.BadFlags)] // a duplicate of QoS 0
    [InlineData("32 06 0001 61 0000 78", CloseReason.BadPacketId)]
    [InlineData("32 04 0001 61 00", CloseReason.BadPacketLength)] // half a packet identifier
    [InlineData("30 03 0005 61", CloseReason.BadPacketLength)]
    [InlineData("30 01 00", CloseReason.BadPacketLength)]
    [InlineData("30 02 0000", CloseReason.BadTopic)]
    [InlineData("30 03 0001 23", CloseReason.BadTopic)] // #
    [InlineData("30 03 0001 2B", CloseReason.BadTopic)] // +
    [InlineData("30 12 0010 2F2F2F2F2F2F2F2F2F2F2F2F2F2F2F2F", CloseReason.BadTopic)] // 17 levels
    [InlineData("30 03 0001 00", CloseReason.BadUtf8)]
    [InlineData("30 05 0003 EDA080", CloseReason.BadUtf8)] // a surrogate
    [InlineData("30 04 0002 C080", CloseReason.BadUtf8)] // overlong
    [InlineData("82 06 0001 0001 61 03", CloseReason.BadQos)]
    [InlineData("80 06 0001 0001 61 00", CloseReason.BadFlags)]
    [InlineData("82 06 0000 0001 61 00", CloseReason.BadPacketId)]
    [InlineData("82 02 0001", CloseReason.BadPacketLength)] // no filter
    [InlineData("82 05 0001 0001 61", CloseReason.BadPacketLength)] // no QoS
    [InlineData("82 05 0001 0000 00", CloseReason.BadFilter)]
    [InlineData("82 07 0001 0002 6123 00", CloseReason.BadFilter)] // a#
    [InlineData("82 08 0001 0003 232F61 00", CloseReason.BadFilter)] // #/a
    [InlineData("82 07 0001 0002 2B61 00", CloseReason.BadFilter)] // +a
    [InlineData("A2 02 0001", CloseReason.BadPacketLength)]
    [InlineData("A0 05 0001 0001 61", CloseReason.BadFlags)]
    [InlineData("40 02 0000", CloseReason.BadPacketId)]
    [InlineData("40 03 0001 00", CloseReason.BadPacketLength)]
    [InlineData("41 02 0001", CloseReason.BadFlags)]
    [InlineData("C1 00", CloseReason.BadFlags)]
    [InlineData("C0 01 00", CloseReason.BadPacketLength)]
    [InlineData("E1 00", CloseReason.BadFlags)]
    [InlineData("E0 01 00", CloseReason.BadPacketLength)]
    [InlineData("20 02 0000", CloseReason.UnexpectedPacket)]
    [InlineData("62 02 0000", CloseReason.BadPacketId)] // PUBREL
    [InlineData("60 02 0001", CloseReason.BadFlags)]
    [InlineData("62 03 0001 00", CloseReason.BadPacketLength)]
    [InlineData("52 02 0001", CloseReason.BadFlags)] // PUBREC
    [InlineData("72 02 0001", CloseReason.BadFlags)] // PUBCOMP
    [InlineData("82 0B 0001 0006 247368617265 00", CloseReason.BadFilter)] // $share
    [InlineData("82 0D 0001 0008 24736861 72652F67 00", CloseReason.BadFilter)] // $share/g
    [InlineData("82 0F 0001 000A 24736861 72652F2B2F61 00", CloseReason.BadFilter)] // $share/+/a
    [InlineData("82 0E 0001 0009 24736861 72652F2F61 00", CloseReason.BadFilter)] // $share//a
    [InlineData("82 06 0001 0001 61 04", CloseReason.BadQos)] // an option of MQTT 5
    [InlineData("D0 00", CloseReason.UnexpectedPacket)]
    [InlineData("00 00", CloseReason.UnexpectedPacket)]
    [InlineData("F0 00", CloseReason.UnexpectedPacket)]
    [InlineData("30 FF FF FF FF", CloseReason.BadRemainingLength)]
    [InlineData("30 FF FF FF 7F", CloseReason.PacketTooLarge)]
    public void After_connect(string hex, CloseReason reason)
    {
        var whole = _world.Connected("watch", "op");
        var bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        whole.Receive(bytes);
        whole.AssertClosed(reason);
        // The same byte by byte.
        var drop = _world.Connected("watch", "op");
        foreach (var b in bytes)
        {
            drop.Receive([b]);
        }
        drop.AssertClosed(reason);
        Assert.Empty(_world.Broker.Clients);
    }

    [Fact]
    public void A_topic_that_is_too_long_closes()
    {
        var client = _world.Connected();
        client.Receive(Packet.Publish($"v1/up/c1/{new string('x', MqttLimits.TopicBytesMax)}", "p", 1));
        client.AssertClosed(CloseReason.BadTopic);
    }

    [Fact]
    public void A_message_in_many_segments_is_the_same_message()
    {
        var client = _world.Connected();
        var bytes = Packet.Publish("v1/up/c1/readings", "in pieces", 1);
        client.Connection.Process(Pieces.Of(bytes, 1));
        client.Connection.Process(Pieces.Of(bytes, 7));
        Assert.Equal(["c1 v1/up/c1/readings in pieces", "c1 v1/up/c1/readings in pieces"], _world.Intake.Messages);
    }
}
