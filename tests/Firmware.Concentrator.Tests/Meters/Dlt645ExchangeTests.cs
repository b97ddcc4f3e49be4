using Wattline.Firmware.Meters;
using Wattline.Tests.Firmware.Concentrator.Lines;
using Xunit;
using static Wattline.Tests.Firmware.Concentrator.Meters.Dlt645ScannerTests;

namespace Wattline.Tests.Firmware.Concentrator.Meters;

/// <summary>Every exchange beside the plain read: what goes on the wire, and what is taken for its answer.</summary>
public sealed class Dlt645ExchangeTests
{
    private const string Meter = "000000123456";
    private const string Everybody = "999999999999";
    private static readonly byte[] _rights = Convert.FromHexString("0200000001000000");

    private readonly ScriptedLine _line;
    private readonly Dlt645Master _master;
    private readonly Dlt645Request _request = new();
    private long _now;

    public Dlt645ExchangeTests()
    {
        _line = new ScriptedLine(() => _now);
        _master = new Dlt645Master(_line);
    }

    [Theory]
    [InlineData(Dlt645Relay.CloseDirectly, "68563412000000681c1035333333343333334f338c8c566445592516")]
    [InlineData(Dlt645Relay.Alarm, "68563412000000681c1035333333343333335d338c8c566445593316")]
    [InlineData(Dlt645Relay.AlarmOff, "68563412000000681c1035333333343333335e338c8c566445593416")]
    [InlineData(Dlt645Relay.KeepPower, "68563412000000681c1035333333343333336d338c8c566445594316")]
    public void An_order_to_the_relay_has_the_bytes_of_the_published_frame(int command, string frame)
    {
        _line.Answer = _ => "68563412000000689c000816";
        _request.Relay(_rights, 0, command, 2026, 12, 31, 23, 59, 59);

        Assert.Equal(Dlt645Outcome.Answered, Exchange(Meter));
        Assert.Equal(frame, Convert.ToHexStringLower(_line.Requests[0]));
    }

    [Fact]
    public void A_wrong_password_is_told_apart_from_silence()
    {
        _line.Answer = _ => "6856341200000068dc01378016";
        _request.Relay(_rights, 0, Dlt645Relay.Trip, 2026, 12, 31, 23, 59, 59);

        Assert.Equal(Dlt645Outcome.Refused, Exchange(Meter));
        Assert.Equal(4, _master.ErrorBits);
    }

    [Fact]
    public void A_security_modules_two_error_bytes_are_both_told()
    {
        _line.Answer = _ => Build(Meter, 0xC3, "0102");
        Assert.True(_request.Security(Convert.FromHexString("FF000007AABB"), 0, 6));

        Assert.Equal(Dlt645Outcome.Refused, Exchange(Meter));
        Assert.Equal(0x0201, _master.ErrorBits);
    }

    public static TheoryData<string, string, string> Orders() => new()
    {
        { "write", "14", "03010004" + "0200000001000000" + "15" },
        { "address", "15", "563412000001" },
        { "freeze", "16", "99999999" },
        { "speed", "17", "20" },
        { "password", "18", "020C0004" + "02111111" + "02222222" },
        { "demand", "19", "0200000001000000" },
        { "clear", "1A", "0200000001000000" },
        { "events", "1B", "0200000001000000" + "FFFFFFFF" },
        { "security", "03", "FF000007AABB" },
        { "address?", "13", "" },
        { "blocks", "11", "0000000603" },
        { "from", "11", "0100000602" + "0523100226" },
        { "read97", "01", "1090" },
        { "write97", "04", "30C0" + "02000000" + "001200" },
    };

    [Theory]
    [MemberData(nameof(Orders))]
    public void Each_order_has_its_control_code_and_its_data(string name, string control, string data)
    {
        Fill(name);

        Assert.True(Begin(Meter));
        byte[] sent = _line.Requests[0];
        Assert.Equal(control, sent[8].ToString("X2", null));
        Assert.Equal(data, Convert.ToHexString([.. sent[10..^2].Select(b => (byte)(b - 0x33))]));
        Assert.Equal(sent.Length - 12, sent[9]);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void To_everybody_goes_freeze_now_and_the_questions_of_a_meter_alone_on_the_line_of_1997_only(string name, string control, string data)
    {
        _ = data;
        Fill(name);
        bool goes = control is "16" or "01";

        Assert.Equal(goes, Begin(Everybody));
        Assert.Equal(goes ? 1 : 0, _line.Requests.Count);
        Assert.Equal(goes ? Dlt645Outcome.None : Dlt645Outcome.Forbidden, _master.Outcome);
    }

    [Theory]
    [MemberData(nameof(Orders))]
    public void A_wildcard_is_asked_and_never_ordered(string name, string control, string data)
    {
        _ = data;
        Fill(name);

        Assert.Equal(control is "11" or "13" or "01", Begin("AAAAAAAA3456"));
        Finish();
        Fill(name);
        Assert.Equal(control is "11" or "13" or "01" or "15", Begin("AAAAAAAAAAAA"));
    }

    [Fact]
    public void A_freeze_field_that_would_change_when_meters_freeze_by_themselves_is_never_sent()
    {
        Assert.True(_request.Raw(Dlt645Control.Freeze, Convert.FromHexString("99990000"), 0, 4, 0));
        Assert.False(Begin(Everybody));
        Assert.False(Begin(Meter));
        Assert.Empty(_line.Requests);
    }

    [Fact]
    public void What_nobody_answers_is_over_when_its_last_byte_is_on_the_wire()
    {
        _request.BroadcastTime(2026, 11, 30, 12, 5, 9);
        Begin(Everybody);

        Assert.Equal(Dlt645Outcome.Sent, Finish());
        Assert.Equal((long)Math.Ceiling(22 * 11 / 2.4), _now);
        Assert.Equal("68999999999999680806" + "3C3845634459", Convert.ToHexString(_line.Requests[0])[..32]);
    }

    [Fact]
    public void The_time_may_go_to_one_meter_too_and_it_does_not_answer_either()
    {
        _request.BroadcastTime(2026, 11, 30, 12, 5, 9);
        Begin(Meter);

        Assert.Equal(Dlt645Outcome.Sent, Finish());
    }

    [Fact]
    public void The_echo_of_what_nobody_answers_is_no_answer()
    {
        _line.Delay = -_line.WireMilliseconds(20);
        _line.Answer = Convert.ToHexString;
        _request.FreezeNow();
        Begin(Everybody);

        Assert.Equal(Dlt645Outcome.Sent, Finish());
        Assert.Equal(1, _master.Rejects[Dlt645Reject.Echo]);
    }

    [Theory]
    [InlineData("AAAAAAAA3456", "000000123456", true)]
    [InlineData("AAAAAAAA3456", "000000123457", false)]
    [InlineData("AAAAAAAAAAAA", "000000123456", true)]
    [InlineData("AAAAAAAAAAAA", "AAAAAAAAAAAA", true)]
    public void A_wildcard_is_answered_by_whom_it_covers(string asked, string answers, bool taken)
    {
        _line.Answer = _ => Build(answers, 0x93, "563412000000");
        _request.ReadAddress();

        Assert.Equal(taken ? Dlt645Outcome.Answered : Dlt645Outcome.Silent, Exchange(asked));
        if (taken)
        {
            Assert.Equal(Convert.FromHexString(answers).Reverse(), _master.AnswerAddress);
            Assert.Equal("563412000000", Convert.ToHexString(_master.Payload, 0, _master.PayloadLength));
        }
    }

    [Fact]
    public void A_1997_meter_alone_is_asked_as_everybody_and_answers_as_itself()
    {
        _line.Answer = _ => Build("010003635927", 0x81, "109079261400");
        _request.Read1997(0x9010, 4);

        Assert.Equal(Dlt645Outcome.Answered, Exchange(Everybody));
        Assert.Equal("79261400", Convert.ToHexString(_master.Payload, 0, _master.PayloadLength));
        Assert.Equal("275963030001", Convert.ToHexString(_master.AnswerAddress));
    }

    [Fact]
    public void What_follows_in_1997_has_no_numbers()
    {
        _line.Answer = request => request[8] == 0x01 ? Build(Meter, 0xA1, "1F90" + "1122") : Build(Meter, 0x82, "1F90" + "3344");
        _request.Read1997(0x901F, 20);

        Assert.Equal(Dlt645Outcome.Answered, Exchange(Meter));
        Assert.Equal("11223344", Convert.ToHexString(_master.Payload, 0, _master.PayloadLength));
        Assert.Equal("020252C3", Convert.ToHexString(_line.Requests[1])[16..24]);
    }

    [Fact]
    public void An_answer_to_a_2007_question_is_none_to_a_1997_one()
    {
        _line.Answer = _ => Build(Meter, 0x91, "0000010056341200");
        _request.Read1997(0x9010, 4);

        Assert.Equal(Dlt645Outcome.Noise, Exchange(Meter));
        Assert.Equal(1, _master.Rejects[Dlt645Reject.OtherFunction]);
    }

    [Fact]
    public void The_meters_delay_is_measured_and_a_patient_master_waits_longer()
    {
        _line.Answer = _ => Build(Meter, 0x93, "563412000000", 4);
        _line.Delay = 137;
        _request.ReadAddress();
        Exchange(Meter);
        Assert.InRange(_master.AnswerDelay, 136, 139);

        _line.Delay = 1400;
        Assert.Equal(Dlt645Outcome.Silent, Exchange(Meter));
        Assert.Equal(-1, _master.AnswerDelay);
        _now += 2000;
        _master.ResponseDelayMax = 1500;
        Assert.Equal(Dlt645Outcome.Answered, Exchange(Meter));
    }

    [Fact]
    public void A_late_refusal_of_an_order_is_welcome_and_a_late_refusal_of_a_read_is_not()
    {
        _line.Delay = 700;
        _line.Answer = _ => Build(Meter, 0xDC, "04");
        _request.Relay(_rights, 0, Dlt645Relay.Trip, 2026, 12, 31, 23, 59, 59);
        Assert.Equal(Dlt645Outcome.Silent, Exchange(Meter));
        _master.AwaitsLate = true;
        Wait(1000);
        Assert.True(_master.CameLate);
        Assert.Equal((Dlt645Outcome.Refused, 4), (_master.Outcome, _master.ErrorBits));

        _line.Answer = _ => Build(Meter, 0xD1, "02");
        _request.Read(0x00010000, 4);
        Assert.Equal(Dlt645Outcome.Silent, Exchange(Meter));
        _master.AwaitsLate = true;
        Wait(1000);
        Assert.False(_master.CameLate);
    }

    [Fact]
    public void An_order_whose_answer_says_that_more_follows_is_not_answered()
    {
        _line.Answer = _ => Build(Meter, 0xBC, "");
        _request.Relay(_rights, 0, Dlt645Relay.Trip, 2026, 12, 31, 23, 59, 59);

        Assert.Equal(Dlt645Outcome.Noise, Exchange(Meter));
    }

    [Theory]
    [InlineData(600, 0x02)]
    [InlineData(1200, 0x04)]
    [InlineData(2400, 0x08)]
    [InlineData(4800, 0x10)]
    [InlineData(9600, 0x20)]
    [InlineData(19200, 0x40)]
    [InlineData(300, 0)]
    [InlineData(115200, 0)]
    public void A_speed_has_its_bit_or_cannot_be_asked_for(int baud, int bit)
    {
        Assert.Equal(bit != 0, _request.ChangeSpeed(baud));
        if (bit != 0) Assert.Equal(bit, _request.Data[0]);
    }

    [Fact]
    public void A_request_that_fits_no_frame_is_not_made()
    {
        byte[] data = new byte[201];
        Assert.False(_request.Raw(0x14, data, 0, 201, 0));
        Assert.False(_request.Raw(0x91, data, 0, 4, 4));
        Assert.False(_request.Raw(0x11, data, 0, 3, 4));
        Assert.False(_request.Write(0x04000103, _rights, 0, data, 0, 189));
        Assert.False(_request.Security(data, 0, 3));
        Assert.True(_request.Write(0x04000103, _rights, 0, data, 0, 188));
    }

    private void Fill(string name)
    {
        switch (name)
        {
            case "write": _request.Write(0x04000103, _rights, 0, [0x15], 0, 1); break;
            case "address": _request.WriteAddress(Convert.FromHexString("563412000001"), 0); break;
            case "freeze": _request.FreezeNow(); break;
            case "speed": _request.ChangeSpeed(9600); break;
            case "password": _request.ChangePassword(0x04000C02, Convert.FromHexString("02111111"), 0, Convert.FromHexString("02222222"), 0); break;
            case "demand": _request.ResetDemand(_rights, 0); break;
            case "clear": _request.ClearMeter(_rights, 0); break;
            case "events": _request.ClearEvents(_rights, 0, 0xFFFFFFFF); break;
            case "security": _request.Security(Convert.FromHexString("FF000007AABB"), 0, 6); break;
            case "address?": _request.ReadAddress(); break;
            case "blocks": _request.ReadBlocks(0x06000000, 3, 100); break;
            case "from": _request.ReadFrom(0x06000001, 2, 2026, 2, 10, 23, 5, 100); break;
            case "read97": _request.Read1997(0x9010, 4); break;
            default: _request.Write1997(0xC030, _rights, 0, Convert.FromHexString("001200"), 0, 3); break;
        }
    }

    private bool Begin(string address) =>
        _master.Begin(Convert.FromHexString(address).Reverse().ToArray(), 0, _request, 2400, _now);

    private int Exchange(string address)
    {
        Assert.True(Begin(address));
        return Finish();
    }

    private int Finish()
    {
        while (_master.Busy)
        {
            _now++;
            _master.Step(_now);
            Assert.True(_now < 100_000);
        }

        return _master.Outcome;
    }

    private void Wait(int milliseconds)
    {
        for (var until = _now + milliseconds; _now < until; _now++)
            _master.Step(_now);
    }
}
