using Wattline.Simulators.Kiosks;
using Xunit;

namespace Wattline.Tests.Simulators.Kiosks;

public sealed class SspValidatorTests
{
    private readonly ValidatorHost _host = ValidatorHost.Perfect();

    [Fact]
    public void After_power_up_it_tells_reset_and_disabled_to_the_byte()
    {
        var answer = _host.Validator.Hear(Convert.FromHexString("7f8001071202"), 0);
        Assert.Equal("7f8003f0f1e8bf8c", Convert.ToHexStringLower(answer!.Value.Bytes.Span));
    }

    [Fact]
    public void Commands_are_answered_by_the_manual()
    {
        Assert.Equal("F0", _host.Send(0x11));
        Assert.Equal("F0", _host.Send(0x06, 8));
        Assert.Equal("F8", _host.Send(0x06, 9));
        Assert.Equal("F0001C962C", _host.Send(0x0C));
        Assert.Equal("F2", _host.Send(0x7F));
        Assert.Equal("F3", _host.Send(0x02, 0xFF));
        Assert.Equal("F3", _host.Send(0x07, 0xFF));
        Assert.Equal("F5", _host.Send(0x08));
        Assert.Equal("F5", _host.Send(0x18));
        Assert.Equal("F5", _host.Send(0x57));
        Assert.Equal("F0050000000000000000000000000000000000000000", _host.Send(0x58));
        Assert.Equal(
            "F000" + "30313030" + "434E59" + "000001" + "06" + "01050A143264" + "020202020202" + "000064" + "08"
            + "434E59434E59434E59434E59434E59434E59" + "01000000050000000A000000140000003200000064000000",
            _host.Send(0x05));
        Assert.Null(_host.Validator.Hear(Convert.FromHexString("7f9001589382"), 0));
        Assert.Null(_host.Validator.Hear(Convert.FromHexString("7f8001110bad"), 0));
    }

    [Fact]
    public void A_note_is_read_accepted_by_the_next_poll_credited_and_stacked()
    {
        _host.Open();
        var note = _host.Insert(4, "acc-1");
        Assert.Equal("F0EF00", _host.Poll(0.2));
        Assert.Equal("F0EF04", _host.Poll(1.5));
        Assert.Equal("F0CC", _host.Poll(0.2));
        Assert.Equal(NoteFate.InMachine, note.Fate);
        Assert.Equal("F0EE04CC", _host.Poll(1.0));
        Assert.Equal(NoteFate.InBox, note.Fate);
        // The credit repeats until it is acknowledged; the mouth stays closed until then.
        Assert.Equal("F0EE04EB", _host.Poll(1.0));
        Assert.Equal("F0EE04", _host.Poll(0.2));
        Assert.False(_host.Validator.IsOpen);
        Assert.Equal("F0", _host.Send(0x57));
        Assert.Equal("F5", _host.Send(0x57));
        Assert.Equal("F0", _host.Poll(0.2));
        Assert.True(_host.Validator.IsOpen);
        Assert.Equal("F0050100000000000000000000000000000000000000", _host.Send(0x58));
        Assert.Equal((1, 2_000), ((int)_host.Validator.InBox(4), (int)_host.Validator.BoxValue));
        Assert.Equal([("acc-1", 2_000L)], _host.Validator.PaidByAccount());
    }

    [Fact]
    public void A_plain_poll_tells_each_event_once()
    {
        _host.Open();
        _host.Insert(1);
        Assert.Equal("F0EF01", _host.Poll(1.5, withAck: false));
        Assert.Equal("F0CC", _host.Poll(0.1, withAck: false));
        Assert.Equal("F0EE01EB", _host.Poll(3, withAck: false));
        Assert.Equal("F0", _host.Poll(0.1, withAck: false));
    }

    [Fact]
    public void A_repeated_sequence_bit_repeats_the_reply_and_does_not_obey_again()
    {
        _host.Open();
        var note = _host.Insert(2);
        Assert.Equal("F0EF02", _host.Poll(1.5));
        // The reply was lost: the host asks again, which must not accept the note.
        _host.Now += ValidatorHost.Second;
        Assert.Equal("F0EF02", _host.SendAgain(0x56));
        Assert.Equal("F0", _host.Send(0x08));
        Assert.Equal("F0EC", _host.Poll(1));
        Assert.Equal(NoteFate.Returned, note.Fate);
        Assert.Equal((0L, 1L), (_host.Validator.BoxValue, _host.Validator.Returned(2)));
        Assert.Equal("F008", _host.Send(0x17));
    }

    [Fact]
    public void Sync_takes_either_sequence_bit_next()
    {
        Assert.Equal("F0", _host.Send(0x11));
        Assert.Equal("F0001C962C", _host.SendAgain(0x0C));
        Assert.Equal("F0001C962C", _host.SendAgain(0x07));
        Assert.Equal("F0", _host.Send(0x11));
        Assert.Equal("F0001C962C", _host.Send(0x0C));
    }

    [Fact]
    public void Hold_keeps_the_note_and_ten_seconds_without_a_poll_return_it()
    {
        _host.Open();
        var note = _host.Insert(3);
        Assert.Equal("F0EF03", _host.Poll(1.5));
        for (var i = 0; i < 5; i++)
        {
            _host.Now += 9 * ValidatorHost.Second;
            Assert.Equal("F0", _host.Send(0x18));
        }
        _host.Validator.Step(_host.Now + (10 * ValidatorHost.Second));
        Assert.Equal("F0EC", _host.Poll(20));
        Assert.Equal(NoteFate.Returned, note.Fate);
        // Nor does it take another note before it is polled again.
        _host.Now += 11 * ValidatorHost.Second;
        Assert.Null(_host.Validator.Insert(3, "A", _host.Now));
    }

    [Fact]
    public void Inhibited_channels_come_back_and_a_disabled_mouth_is_closed()
    {
        _host.Open();
        _host.Send(0x02, 0x07, 0x00);
        var note = _host.Insert(4);
        Assert.Equal("F0ED", _host.Poll(1.5));
        Assert.Equal("F0EC", _host.Poll(1));
        Assert.Equal("F006", _host.Send(0x17));
        Assert.Equal(NoteFate.Returned, note.Fate);
        _host.Send(0x09);
        Assert.Equal("F0E8", _host.Poll());
        Assert.Null(_host.Validator.Insert(1, "A", _host.Now));
    }

    [Fact]
    public void A_power_cut_before_the_point_of_no_return_gives_the_note_back()
    {
        foreach (var (seconds, told) in new[] { (0.5, "F0F1E100E8"), (1.5, "F0F1E103E8") })
        {
            var host = ValidatorHost.Perfect().Open();
            var note = host.Insert(3);
            host.Now += (long)(seconds * ValidatorHost.Second);
            host.Validator.PowerCut(host.Now);
            Assert.Null(host.Poll(1));
            Assert.Equal(long.MaxValue, host.Validator.NextWakeMicros);
            host.Validator.PowerUp(host.Now);
            Assert.Equal(told, host.Poll());
            Assert.Equal(NoteFate.Returned, note.Fate);
        }
    }

    [Fact]
    public void A_power_cut_on_the_way_to_the_box_ends_in_the_box_or_at_the_front_and_the_counters_know()
    {
        var told = new SortedSet<string>(StringComparer.Ordinal);
        for (var seed = 0; seed < 60; seed++)
        {
            var settings = new ValidatorSettings { Seed = seed, JamsPerMillion = 0, CheatsPerMillion = 0, MisreadsPerMillion = 0 };
            var host = new ValidatorHost(new SspValidator(settings)).Open();
            var note = host.Insert(3);
            host.Poll(1.5);
            host.Poll(0.1);
            var isPastCredit = seed % 2 == 0;
            host.Now += isPastCredit ? 1_200_000 : 500_000;
            host.Validator.PowerCut(host.Now);
            host.Validator.PowerUp(host.Now);
            told.Add($"{isPastCredit} {note.Fate} {host.Poll()}");
            Assert.Equal(note.Fate == NoteFate.InBox ? 1_000 : 0, host.Validator.BoxValue);
            Assert.Equal($"F005{(note.Fate == NoteFate.InBox ? "01" : "00")}000000", host.Send(0x58)![..12]);
        }
        Assert.Equal(
            ["False InBox F0F1E203E8", "False Returned F0F1E103E8", "True InBox F0F1E200E8", "True InBox F0F1E203E8"], told);
    }

    [Fact]
    public void Jams_and_cheats_settle_the_note_too()
    {
        var jam = new ValidatorHost(new SspValidator(new ValidatorSettings { JamsPerMillion = 1_000_000, CheatsPerMillion = 0, MisreadsPerMillion = 0 })).Open();
        var jammed = jam.Insert(2);
        jam.Poll(1.5);
        jam.Poll(0.1);
        Assert.Equal("F0E9", jam.Poll(1.5));
        Assert.StartsWith("F0F1E", jam.Poll(61), StringComparison.Ordinal);
        Assert.NotEqual(NoteFate.InMachine, jammed.Fate);

        var cheat = new ValidatorHost(new SspValidator(new ValidatorSettings { CheatsPerMillion = 1_000_000, MisreadsPerMillion = 0 })).Open();
        var pulled = cheat.Insert(2);
        cheat.Poll(1.5);
        cheat.Poll(0.1);
        Assert.Equal("F0E602", cheat.Poll(1.5));
        Assert.Equal((NoteFate.Returned, 0L), (pulled.Fate, cheat.Validator.BoxValue));
        Assert.Equal((0L, 1L), cheat.Validator.Troubles);
    }

    [Fact]
    public void A_full_box_closes_the_mouth()
    {
        var host = new ValidatorHost(new SspValidator(new ValidatorSettings { BoxNotes = 1, JamsPerMillion = 0, CheatsPerMillion = 0, MisreadsPerMillion = 0 })).Open();
        host.Insert(1);
        host.Poll(1.5);
        host.Poll(0.1);
        host.Poll(3);
        host.Send(0x57);
        Assert.Equal("F0E7", host.Poll());
        Assert.Null(host.Validator.Insert(1, "A", host.Now));
    }
}
