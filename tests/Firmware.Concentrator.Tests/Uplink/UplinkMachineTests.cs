using System.Text;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;
using Wattline.Firmware.Uplink;
using Wattline.Tests.Firmware.Concentrator.Storage;
using Xunit;

namespace Wattline.Tests.Firmware.Concentrator.Uplink;

/// <summary>The name is C-1, the password pw; packets are written from MQTT 3.1.1, not by our code.</summary>
public sealed class UplinkMachineTests
{
    private const string ConnAck = "20020000";
    private const string Connect =
        "1030" + "00044D515454" + "04" + "EC" + "003C" // MQTT, level 4, flags, 60 s
        + "0003432D31" // client id
        + "000D76312F7374617475732F432D31" + "00076F66666C696E65" // will: v1/status/C-1, offline
        + "0003432D31" + "00027077"; // user, password
    private const string Subscribe = "82120002" + "000D76312F646F776E2F432D312F23" + "01";
    private const string OnlineStatus = "3317" + "000D76312F7374617475732F432D31" + "0001" + "6F6E6C696E65";

    private readonly FakeFlash _flash = new(4, 8192);
    private readonly FakeClock _clock = new();
    private readonly ScriptedSocket _socket = new();
    private readonly RecordingDownlink _downlink = new();
    private readonly FlashJournal _journal;
    private readonly UplinkMachine _uplink;

    public UplinkMachineTests()
    {
        _journal = new FlashJournal(_flash, new SeededEntropy(1), _clock);
        Assert.True(_journal.Open(0));
        _uplink = new UplinkMachine(_journal, _socket, new UplinkSettings("C-1", "pw"), new SeededEntropy(2), _downlink);
    }

    [Fact]
    public void A_connection_greets_subscribes_and_says_online()
    {
        _uplink.Step(0);
        _socket.State = SocketState.Open;
        _uplink.Step(1);
        Assert.Equal([Connect], _socket.Packets());
        _socket.Send(ConnAck);
        _uplink.Step(2);
        Assert.Equal([Subscribe, OnlineStatus], _socket.Packets());
        _socket.Send("9003000201" + "40020001");
        _uplink.Step(3);
        Assert.True(_uplink.IsOnline);
        Assert.Equal(1, _uplink.Counters.Connects);
    }

    [Fact]
    public void Money_goes_before_events_before_readings_and_only_when_it_is_durable()
    {
        Online();
        Append(Streams.Readings, "A1");
        Append(Streams.Events, "B1");
        Append(Streams.Money, "C1");
        _uplink.Step(10);
        Assert.Empty(_socket.Packets());
        Assert.True(_journal.Commit());
        _uplink.Step(11);
        List<string> packets = _socket.Packets();
        Assert.Equal([Message("money", 16, Streams.Money, 1), Message("events", 17, Streams.Events, 1), Message("readings", 18, Streams.Readings, 1)], packets);
        Assert.EndsWith("C1", packets[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_puback_moves_the_watermark_in_the_order_of_sending()
    {
        Online();
        Commit(Streams.Readings, 3);
        _uplink.Step(10);
        _socket.Packets();
        _socket.Send("40020011"); // the second
        _uplink.Step(11);
        Assert.Equal(0, _journal.Acknowledged(Streams.Readings));
        _socket.Send("40020010");
        _uplink.Step(12);
        Assert.Equal(2, _journal.Acknowledged(Streams.Readings));
        Assert.Equal(2, _uplink.Counters.Acknowledged);
    }

    [Fact]
    public void No_more_are_on_their_way_than_the_window_holds()
    {
        Online();
        Commit(Streams.Readings, UplinkLimits.InFlightMax + 5);
        _uplink.Step(10);
        Assert.Equal(UplinkLimits.InFlightMax, _socket.Packets().Count);
        _socket.Send("40020010");
        _uplink.Step(11);
        Assert.Single(_socket.Packets());
    }

    [Fact]
    public void What_was_not_acknowledged_is_sent_again_byte_for_byte_under_its_id()
    {
        Online();
        Commit(Streams.Readings, 2);
        _uplink.Step(10);
        List<string> first = _socket.Packets();
        _socket.Send("40020010");
        _uplink.Step(11);
        _socket.Drop();
        _uplink.Step(12);
        Commit(Streams.Money, 1);
        Online();
        List<string> second = _socket.Packets();
        Assert.Equal("3A" + first[1][2..], second[0]); // DUP
        Assert.Equal(Message("money", 18, Streams.Money, 1), second[1]);
        Assert.Equal(1, _uplink.Counters.Resent);
        Assert.Equal(1, _uplink.Counters.Closes(CloseReason.Lost));
    }

    [Fact]
    public void A_restart_of_the_device_sends_what_was_not_acknowledged()
    {
        Commit(Streams.Readings, 3);
        FlashJournal again = new(_flash, new SeededEntropy(3), _clock);
        Assert.True(again.Open(0));
        UplinkMachine uplink = new(again, _socket, new UplinkSettings("C-1", "pw"), new SeededEntropy(2), _downlink);
        Online(uplink);
        Assert.Equal(3, _socket.Packets().Count);
    }

    [Fact]
    public void A_slow_socket_gets_every_byte_once()
    {
        Online();
        Commit(Streams.Readings, 1);
        _socket.Room = 0;
        for (int now = 10; now < 200; now++)
        {
            _uplink.Step(now);
            _socket.Room = 1;
        }
        Assert.Equal([Message("readings", 16, Streams.Readings, 1)], _socket.Packets());
    }

    [Theory]
    [InlineData("10020000", CloseReason.Unexpected)] // CONNECT to a client
    [InlineData("20020000", CloseReason.Unexpected)] // CONNACK twice
    [InlineData("40020063", CloseReason.Unexpected)] // an id that is not in use
    [InlineData("400100", CloseReason.Malformed)]
    [InlineData("D000", CloseReason.Unexpected)] // no ping was sent
    [InlineData("9080808001", CloseReason.TooLarge)]
    [InlineData("30FFFFFFFF", CloseReason.Malformed)]
    [InlineData("3600", CloseReason.Malformed)] // QoS 3
    [InlineData("30020005", CloseReason.Malformed)] // the topic ends after the packet
    [InlineData("300700056F746865720A", CloseReason.Unexpected)] // not our subtree
    [InlineData("F000", CloseReason.Unexpected)]
    public void A_packet_that_breaks_the_protocol_closes_with_a_counted_reason(string hex, int reason)
    {
        Online();
        _socket.Send(hex);
        _uplink.Step(10);
        Assert.Equal(1, _uplink.Counters.Closes(reason));
        Assert.Equal(SocketState.Closed, _socket.State);
        Online();
        Assert.True(_uplink.IsOnline);
    }

    [Theory]
    [InlineData("20020001", CloseReason.Refused)]
    [InlineData("20020004", CloseReason.BadCredentials)]
    [InlineData("20020005", CloseReason.BadCredentials)]
    [InlineData("20020200", CloseReason.Malformed)]
    [InlineData("9003000201", CloseReason.Unexpected)]
    public void A_refused_connect_backs_off_further_each_time_and_never_gives_up(string answer, int reason)
    {
        long now = 0;
        long longest = 0;
        for (int attempt = 1; attempt <= 20; attempt++)
        {
            now = Math.Max(now, _uplink.NextWake);
            _uplink.Step(now);
            _socket.State = SocketState.Open;
            _uplink.Step(now);
            _socket.Send(answer);
            _uplink.Step(now);
            Assert.Equal(attempt, _uplink.Counters.Closes(reason));
            long pause = _uplink.NextWake - now;
            long full = Math.Min(120_000, 1000L << (attempt - 1));
            Assert.InRange(pause, full / 2, full);
            longest = Math.Max(longest, pause);
        }
        Assert.Equal(20, _socket.Connects);
        Assert.True(longest > 60_000);
    }

    [Fact]
    public void Silence_at_every_stage_ends_in_its_time_out()
    {
        _uplink.Step(0);
        _uplink.Step(_uplink.NextWake);
        Assert.Equal(1, _uplink.Counters.Closes(CloseReason.ConnectTimeout));

        _uplink.Step(_uplink.NextWake);
        _socket.State = SocketState.Open;
        _uplink.Step(_uplink.NextWake - 1);
        _uplink.Step(_uplink.NextWake); // no CONNACK
        Assert.Equal(1, _uplink.Counters.Closes(CloseReason.ReplyTimeout));

        long now = Online();
        Commit(Streams.Readings, 1);
        _uplink.Step(now + 1);
        _uplink.Step(now + 1 + 29_999);
        _socket.Packets();
        _uplink.Step(now + 1 + 30_000);
        Assert.Equal(["C000"], _socket.Packets());
        _socket.Send("D000");
        _uplink.Step(now + 40_000);
        for (long at = now + 40_000; _uplink.Counters.Closes(CloseReason.AckTimeout) == 0; at = _uplink.NextWake)
        {
            Assert.True(at <= now + 1 + 120_000);
            _uplink.Step(at);
            if (_socket.Packets().Contains("C000"))
                _socket.Send("D000");
        }

        now = Online();
        _uplink.Step(now + 30_000);
        _uplink.Step(now + 50_000); // no PINGRESP
        Assert.Equal(2, _uplink.Counters.Closes(CloseReason.ReplyTimeout));
    }

    [Fact]
    public void What_comes_down_is_delivered_and_acknowledged()
    {
        Online();
        Down("plan", "8101", 7);
        Down("time", "82011B0000018BCFE56800", 8);
        Down("commands", "8401" + "05" + "09" + "80", 9);
        Down("image", "00", 10);
        Down("time", "8201F6", 11); // refused
        Down("commands", "FF", 12); // refused
        _uplink.Step(10);
        Assert.Equal(["plan 8101", "time 1700000000000", "command 8401050980"], _downlink.Calls);
        _uplink.Step(11);
        Assert.Equal(["40020007", "40020008", "40020009", "4002000A", "4002000B", "4002000C"], _socket.Packets());
        Assert.Equal(3, _uplink.Counters.PayloadsRefused);
        Assert.True(_uplink.IsOnline);
    }

    [Fact]
    public void Marks_above_what_was_given_begin_a_new_epoch_once_the_gateway_has_everything()
    {
        Online();
        ulong before = _journal.Epoch;
        Commit(Streams.Events, 2);
        _uplink.Step(10);
        _socket.Packets();
        Marks(before, 0, 9, 0);
        _uplink.Step(11);
        Assert.Equal(before, _journal.Epoch); // Two are on their way.
        _socket.Send("40020010" + "40020011");
        _downlink.Waits = true;
        _uplink.Step(12);
        _uplink.Step(12 + UplinkLimits.RenewPause);
        Assert.Equal(before, _journal.Epoch); // Something is still to be told in it.
        _downlink.Waits = false;
        _uplink.Step(12 + (2 * UplinkLimits.RenewPause));
        Assert.NotEqual(before, _journal.Epoch);
        Assert.Equal(1, _downlink.Renewals);
        _socket.Packets();
        Commit(Streams.Events, 1);
        _uplink.Step(500);
        Assert.Equal([Message("events", 18, Streams.Events, 1)], _socket.Packets());
        Marks(_journal.Epoch, 0, 1, 0);
        ulong after = _journal.Epoch;
        _socket.Send("40020012");
        _uplink.Step(501);
        _uplink.Step(501 + UplinkLimits.RenewPause);
        Assert.Equal(after, _journal.Epoch);
    }

    [Theory]
    [InlineData(0, 0, 2, 0)] // as many as there are
    [InlineData(1, 0, 9, 0)] // of another epoch
    public void Marks_that_say_nothing_new_change_nothing(int other, int money, int events, int readings)
    {
        Online();
        ulong before = _journal.Epoch;
        Commit(Streams.Events, 2);
        _uplink.Step(10);
        _socket.Send("40020010" + "40020011");
        Marks(before + (ulong)other, money, events, readings);
        _uplink.Step(11);
        _uplink.Step(1_000);
        Assert.Equal((before, 0), (_journal.Epoch, _downlink.Renewals));
        Assert.Equal(0, _uplink.Counters.PayloadsRefused);
        Down("commands", "8401000283010203", 50); // one mark is missing
        _uplink.Step(1_001);
        Assert.Equal(1, _uplink.Counters.PayloadsRefused);
    }

    [Fact]
    public void A_replay_sends_the_messages_again_and_moves_no_watermark()
    {
        Online();
        Commit(Streams.Events, 3);
        _uplink.Step(10);
        List<string> first = _socket.Packets();
        _socket.Send("40020010" + "40020011" + "40020012");
        _uplink.Step(11);
        Replay(_journal.Epoch, Streams.Events, 2, 9); // beyond the last: it comes by itself
        _uplink.Step(12);
        List<string> second = _socket.Packets();
        Assert.Equal(3, second.Count); // PUBACK, 2, 3
        Assert.Equal(Body(first[1]), Body(second[1]));
        Assert.Equal(Body(first[2]), Body(second[2]));
        _socket.Send("40020013" + "40020014");
        _uplink.Step(13);
        Assert.Equal(3, _journal.Acknowledged(Streams.Events));
        Assert.Equal(2, _uplink.Counters.Replayed);
    }

    [Fact]
    public void A_replay_of_what_is_gone_is_answered_by_one_lost_event()
    {
        Online();
        byte[] body = new byte[1500];
        long now = 10;
        while (_journal.Counters.Rotations < 6)
        {
            Assert.NotEqual(0, _journal.Append(Streams.Readings, body, 0, body.Length, now));
            Assert.True(_journal.Commit());
            _uplink.Step(now++);
            _socket.Packets();
            _socket.Send($"4002{_uplink.Counters.Published + 15:X4}");
            _uplink.Step(now++);
        }
        Assert.Equal(0, _journal.Counters.Overwritten);
        long events = _journal.Last(Streams.Events);
        Replay(_journal.Epoch, Streams.Readings, 1, 2);
        Replay(_journal.Epoch, Streams.Readings, 1, 2);
        Replay(~_journal.Epoch, Streams.Money, 5, 6);
        _uplink.Step(now);
        _uplink.Step(now + 1);
        Assert.Equal(events + 2, _journal.Last(Streams.Events));
        List<string> packets = _socket.Packets();
        string readings = Convert.ToHexString(Encoding.ASCII.GetBytes("readings"));
        string overwritten = "6B" + Convert.ToHexString(Encoding.ASCII.GetBytes("overwritten"));
        Assert.Single(packets, p => p.Contains("68" + readings, StringComparison.Ordinal) && p.EndsWith("830102" + overwritten, StringComparison.Ordinal));
        string epoch = (~_journal.Epoch).ToString("X16");
        Assert.Single(packets, p => p.EndsWith("840506" + overwritten + "1B" + epoch, StringComparison.Ordinal));
    }

    [Fact]
    public void A_publish_that_is_too_long_is_skipped_acknowledged_and_counted()
    {
        Online();
        Down("plan", new string('0', 2 * 40_000), 7);
        Down("plan", "8101", 8);
        _uplink.Step(10);
        _uplink.Step(11);
        Assert.Equal(["plan 8101"], _downlink.Calls);
        Assert.Equal(["40020007", "40020008"], _socket.Packets());
        Assert.Equal(1, _uplink.Counters.PayloadsRefused);
        Assert.True(_uplink.IsOnline);
    }

    [Fact]
    public void A_replay_takes_turns_with_readings_and_is_queued_once()
    {
        Online();
        Commit(Streams.Readings, 3);
        _uplink.Step(10);
        _socket.Packets();
        _socket.Send("40020010" + "40020011" + "40020012");
        _uplink.Step(11);
        Commit(Streams.Readings, 3);
        Replay(_journal.Epoch, Streams.Readings, 1, 3, 0);
        Replay(_journal.Epoch, Streams.Readings, 1, 3, 0);
        _uplink.Step(12);
        List<string> packets = _socket.Packets();
        Assert.Equal(3, _uplink.Counters.Replayed);
        Assert.Equal(6, _uplink.Counters.Published);
        Assert.Equal(6, packets.Count);
    }

    [Fact]
    public void More_replays_than_there_is_room_for_are_counted()
    {
        Online();
        Commit(Streams.Events, 16);
        _uplink.Step(10);
        for (int id = 16; id < 32; id++)
            _socket.Send($"4002{id:X4}");
        _uplink.Step(11);
        _socket.Room = 0;
        _socket.Packets();
        for (int i = 0; i < 4; i++)
        {
            for (int k = 0; k < 4; k++)
                Replay(_journal.Epoch, Streams.Events, i * 4 + k + 1, i * 4 + k + 1, 0);
            _uplink.Step(12 + i);
        }
        Assert.Equal(16 - UplinkLimits.ReplaysMax - 1, _uplink.Counters.ReplaysDropped); // One is in the sender already.
    }

    private long Online() => Online(_uplink);

    private long Online(UplinkMachine uplink)
    {
        long now = uplink.NextWake;
        uplink.Step(now);
        _socket.State = SocketState.Open;
        uplink.Step(now);
        _socket.Packets();
        _socket.Send(ConnAck);
        uplink.Step(now);
        Assert.Equal([Subscribe, OnlineStatus], _socket.Packets(2));
        _socket.Send("9003000201" + "40020001");
        uplink.Step(now);
        return now;
    }

    private void Append(int stream, string hex)
    {
        byte[] body = Convert.FromHexString(hex);
        Assert.NotEqual(0, _journal.Append(stream, body, 0, body.Length, 5));
    }

    private void Commit(int stream, int messages)
    {
        for (int i = 0; i < messages; i++)
            Append(stream, $"82{i:X2}00");
        Assert.True(_journal.Commit());
    }

    private string Message(string topic, int id, int stream, long sequence)
    {
        byte[] buffer = new byte[_journal.MessageBytesMax];
        JournalCursor cursor = new(stream);
        cursor.Seek(stream, sequence);
        int count = _journal.Read(cursor, buffer, 0);
        byte[] name = Encoding.ASCII.GetBytes("v1/up/C-1/" + topic);
        return $"32{2 + name.Length + 2 + count:X2}{name.Length:X4}{Convert.ToHexString(name)}{id:X4}{Convert.ToHexString(buffer, 0, count)}";
    }

    private static string Body(string packet) => packet[(2 * (2 + 2 + "v1/up/C-1/events".Length + 2))..];

    private void Down(string leaf, string payload, int id)
    {
        byte[] topic = Encoding.ASCII.GetBytes("v1/down/C-1/" + leaf);
        string packet = $"{topic.Length:X4}{Convert.ToHexString(topic)}{(id > 0 ? id.ToString("X4") : "")}{payload}";
        int length = packet.Length / 2;
        string size = length < 128 ? $"{length:X2}" : $"{(length & 127) | 128:X2}{((length >> 7) & 127) | 128:X2}{length >> 14:X2}";
        _socket.Send($"{(id > 0 ? 32 : 30)}{size}{packet}");
    }

    private void Marks(ulong epoch, int money, int events, int readings) => Down("commands", $"84010002841B{epoch:X16}{money:X2}{events:X2}{readings:X2}", 78);

    private void Replay(ulong epoch, int stream, int first, int last, int id = 77) =>
        Down("commands", $"84010501841B{epoch:X16}{stream:X2}{first:X2}{last:X2}", id);
}
