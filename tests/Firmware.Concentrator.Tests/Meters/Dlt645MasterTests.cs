using Wattline.Firmware.Meters;
using Wattline.Tests.Firmware.Concentrator.Lines;
using Xunit;
using static Wattline.Tests.Firmware.Concentrator.Meters.Dlt645ScannerTests;

namespace Wattline.Tests.Firmware.Concentrator.Meters;

public sealed class Dlt645MasterTests
{
    private const string Meter = "123456789012";
    private const uint Energy = 0x00010000;
    private readonly ScriptedLine _line;
    private readonly Dlt645Master _master;
    private long _now;

    public Dlt645MasterTests()
    {
        _line = new ScriptedLine(() => _now);
        _master = new Dlt645Master(_line);
    }

    [Fact]
    public void The_request_is_the_standards_and_the_answer_ends_the_read_with_its_last_byte()
    {
        _line.Answer = _ => Build(Meter, 0x91, "0000010056341200", 4);
        Begin(Energy, 4);

        Assert.Equal("68129078563412681104333334336816", Convert.ToHexString(_line.Requests[0]));
        Assert.Equal((Dlt645Outcome.Answered, "56341200"), Finish());
        Assert.Equal((long)Math.Ceiling(20 + (44 * 11 / 2.4)), _now);
        Assert.Equal(201, _master.WireMilliseconds);
    }

    [Fact]
    public void Frames_that_follow_are_asked_for_by_number_and_put_together()
    {
        const uint Block = 0x0001FF00;
        _line.Answer = request => request[8] == 0x11
            ? Build(Meter, 0xB1, "00FF0100" + "1122330011")
            : (request[14] - 0x33) switch
            {
                1 => Build(Meter, 0xB2, "00FF0100" + "223300" + "01"),
                2 => Build(Meter, 0x92, "00FF0100" + "44" + "02"),
                _ => null,
            };
        Begin(Block, 9);

        Assert.Equal((Dlt645Outcome.Answered, "112233001122330044"), Finish());
        Assert.Equal("68129078563412681205" + "33323433" + "34" + "9D16", Convert.ToHexString(_line.Requests[1]));
        Assert.Equal(3, _line.Requests.Count);
    }

    [Fact]
    public void A_meter_that_says_more_for_ever_is_cut()
    {
        _line.Answer = request => request[8] == 0x11
            ? Build(Meter, 0xB1, "00FF0100" + "11")
            : Build(Meter, 0xB2, "00FF010011" + ((byte)(request[14] - 0x33)).ToString("X2", null));
        Begin(0x0001FF00, 20);

        Assert.Equal(Dlt645Outcome.Noise, Finish().Outcome);
        Assert.Equal(1, _master.Rejects[Dlt645Reject.BadLength]);
        Assert.Equal(1 + Dlt645Limits.FollowUpsMax, _line.Requests.Count);
    }

    [Fact]
    public void An_abnormal_answer_gives_its_error_bits()
    {
        _line.Answer = _ => Build(Meter, 0xD1, "06");
        Begin(Energy, 4);

        Assert.Equal(Dlt645Outcome.Refused, Finish().Outcome);
        Assert.Equal(6, _master.ErrorBits);
    }

    [Theory]
    [InlineData(Meter, 0x11, "00000100", Dlt645Reject.Echo)]
    [InlineData("123456789013", 0x91, "0000010056341200", Dlt645Reject.Foreign)]
    [InlineData("AAAAAAAAAAAA", 0x91, "0000010056341200", Dlt645Reject.Foreign)]
    [InlineData(Meter, 0x94, "", Dlt645Reject.OtherFunction)]
    [InlineData(Meter, 0x92, "000001005634120001", Dlt645Reject.OtherFunction)]
    [InlineData(Meter, 0x91, "0000020056341200", Dlt645Reject.OtherIdentifier)]
    [InlineData(Meter, 0x91, "0000", Dlt645Reject.OtherIdentifier)]
    public void A_frame_that_is_no_answer_to_the_question_is_counted_and_the_answer_behind_it_taken(
        string address, int control, string payload, int reject)
    {
        _line.Answer = _ => Build(address, control, payload) + Build(Meter, 0x91, "0000010001000000");
        Begin(Energy, 4);

        Assert.Equal((Dlt645Outcome.Answered, "01000000"), Finish());
        Assert.Equal(1, _master.Rejects[reject]);

        _line.Answer = _ => Build(address, control, payload);
        Begin(Energy, 4);
        Assert.Equal(reject is Dlt645Reject.Echo or Dlt645Reject.Foreign ? Dlt645Outcome.Silent : Dlt645Outcome.Noise, Finish().Outcome);
    }

    [Theory]
    [InlineData(600)]
    [InlineData(2400)]
    [InlineData(9600)]
    public void Silence_is_said_when_the_slowest_legal_answer_could_not_come_any_more(int baud)
    {
        _line.Configure(baud, 2, 1);
        Begin(Energy, 4, baud);

        Assert.Equal(Dlt645Outcome.Silent, Finish().Outcome);
        var slowest = _line.WireMilliseconds(20) + 500 + _line.WireMilliseconds(24);
        Assert.InRange(_now, slowest, slowest + 60);

        var before = _now;
        _line.Delay = 500;
        _line.Answer = _ => Build(Meter, 0x91, "0000010001000000", 4);
        Begin(Energy, 4, baud);
        Assert.Equal(Dlt645Outcome.Answered, Finish().Outcome);
        Assert.True(_now > before);
    }

    [Fact]
    public void Bytes_may_come_with_long_pauses_and_a_frame_behind_a_broken_one_is_found()
    {
        Begin(Energy, 4);
        var answer = Build(Meter, 0x91, "0000010001000000", 2);
        _line.Deliver(answer[..16], 300);
        _line.Deliver(answer[16..30], 700);
        _line.Deliver(answer[30..^4], 1150);
        _line.Deliver(answer[^4..], 1300);

        Assert.Equal((Dlt645Outcome.Answered, "01000000"), Finish());

        // A start that promises 200 bytes hides the answer behind it no longer than it takes to look.
        _line.Answer = _ => "681290785634126891C8" + Build(Meter, 0x91, "0000010002000000");
        Begin(Energy, 4);
        var begun = _now;
        Assert.Equal((Dlt645Outcome.Answered, "02000000"), Finish());
        Assert.InRange(_now - begun, 200, 300);
        Assert.Equal(1, _master.Rejects[Dlt645Reject.Truncated]);
    }

    [Theory]
    [InlineData("00", Dlt645Outcome.Silent)]
    [InlineData("6812907856341268910833333433", Dlt645Outcome.Noise)]
    [InlineData("0102030405060708", Dlt645Outcome.Noise)]
    public void A_glitch_is_silence_and_broken_bytes_are_noise(string hex, int outcome)
    {
        _line.Answer = _ => hex;
        Begin(Energy, 4);

        Assert.Equal(outcome, Finish().Outcome);
    }

    [Fact]
    public void A_broken_echo_is_no_sign_of_the_meter()
    {
        _line.Delay = -_line.WireMilliseconds(18);
        _line.Answer = request => Convert.ToHexString(request)[..^4] + "FF16";
        Begin(Energy, 4);

        Assert.Equal(Dlt645Outcome.Silent, Finish().Outcome);
    }

    [Fact]
    public void Chatter_without_end_does_not_hold_the_master()
    {
        Begin(Energy, 4);
        _line.Deliver(string.Concat(Enumerable.Repeat("68", 5000)), 0);
        var begun = _now;

        Assert.Equal(Dlt645Outcome.Noise, Finish().Outcome);
        Assert.InRange(_now - begun, 700, 2000);
    }

    private void Begin(uint identifier, int expected, int baud = 2400) =>
        _master.Begin(Convert.FromHexString(Meter).Reverse().ToArray(), 0, identifier, expected, baud, _now);

    private (int Outcome, string Payload) Finish()
    {
        while (_master.Busy)
        {
            _now++;
            _master.Step(_now);
            Assert.True(_now < 100_000);
        }

        return (_master.Outcome, Convert.ToHexString(_master.Payload, 0, _master.PayloadLength));
    }
}
