using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Dlt645;
using Wattline.Simulators.Meters.Load;
using Xunit;

namespace Wattline.Tests.Simulators.Meters;

public sealed class SimulatedMeterTests
{
    private const long Second = 1_000_000, Hour = 3_600 * Second;

    private static SimulatedMeter Meter(MeterSettings? settings = null, params int[] watts) =>
        new(settings ?? new MeterSettings { Address = "123456789012" }, new LoadProfile(watts.Length == 0 ? [3_600] : watts));

    /// <summary>A frame by the standard, put together here so that the meter's own writer is not its judge.</summary>
    private static byte[] Frame(string address, byte control, params byte[] data)
    {
        byte[] frame = [0x68, .. Convert.FromHexString(address).Reverse(), 0x68, control, (byte)data.Length, .. data.Select(value => (byte)(value + 0x33))];
        return [.. frame, (byte)frame.Sum(value => value), 0x16];
    }

    private static byte[] Read(string address, uint identifier) =>
        Frame(address, 0x11, (byte)identifier, (byte)(identifier >> 8), (byte)(identifier >> 16), (byte)(identifier >> 24));

    private static string? Ask(SimulatedMeter meter, byte[] request, long at = 0)
    {
        if (meter.Hear(request, at) is not { } answer)
            return null;
        var parse = Dlt645Parser.Parse(answer.Bytes.Span);
        Assert.Equal(FrameVerdict.Good, parse.Verdict);
        Assert.Equal(meter.Address, parse.Frame!.Address);
        return $"{parse.Frame.Control:X2} {Convert.ToHexString(parse.Frame.Data.Span)}";
    }

    private static string? Value(SimulatedMeter meter, uint identifier, long at) =>
        meter.ValueOf(identifier, at) is { } value ? Convert.ToHexString(value) : null;

    [Fact]
    public void A_read_of_forward_active_energy_is_answered_to_the_byte()
    {
        var meter = Meter(new MeterSettings { Address = "123456789012", StartHundredths = [11, 22, 33, 12345600] }, 1_000);
        // 36 seconds at 1 kW are 0.01 kWh.
        var answer = meter.Hear(Convert.FromHexString("FEFEFEFE68129078563412681104333334336816"), 36 * Second);
        Assert.NotNull(answer);
        Assert.Equal("FEFEFEFE68129078563412689108333334339A896745BB16", Convert.ToHexString(answer.Value.Bytes.Span));
        Assert.Equal(20_000, answer.Value.DelayMicros);
    }

    [Fact]
    public void A_register_shows_the_energy_rounded_down_never_up()
    {
        var meter = Meter(null, 1_000);
        Assert.Equal(0, meter.RegisterAt((36 * Second) - 1).Total);
        Assert.Equal(1, meter.RegisterAt(36 * Second).Total);
        Assert.Equal(1, meter.RegisterAt((72 * Second) - 1).Total);
        Assert.Equal(100 * 24, meter.RegisterAt(24 * Hour).Total);
    }

    [Fact]
    public void A_register_rolls_over_after_999999_99()
    {
        var meter = Meter(new MeterSettings { Address = "123456789012", StartHundredths = [0, 0, 0, 99_999_999] }, 1_000);
        Assert.Equal("99999999", Value(meter, 0x00010000, 0));
        Assert.Equal("00000000", Value(meter, 0x00010000, 36 * Second));
        Assert.Equal(1, meter.RegisterAt(72 * Second).Total);
    }

    [Fact]
    public void Each_tariff_counts_in_its_own_hours_of_the_meters_clock()
    {
        // 08:00 by the meter at the start: 3 h peak, 7 flat, 1 peak, 2 sharp, 1 peak, 1 flat, 8 valley, 1 flat.
        var meter = Meter(null, 1_000);
        Assert.Equal(new MeterRegisters(2_400, 200, 500, 900, 800), meter.RegisterAt(24 * Hour));
        Assert.Equal(new MeterRegisters(300, 0, 300, 0, 0), meter.RegisterAt(3 * Hour));
        Assert.Equal(new MeterRegisters(350, 0, 300, 50, 0), meter.RegisterAt(3 * Hour + Hour / 2));
        Assert.Equal("0024000000020000000500000009000000080000", Value(meter, 0x0001FF00, 24 * Hour));
    }

    [Fact]
    public void A_clock_ahead_switches_tariffs_early_and_a_broadcast_puts_it_right_from_then_on()
    {
        var meter = Meter(new MeterSettings { Address = "123456789012", ClockOffset = TimeSpan.FromMinutes(4) }, 1_000);
        Assert.Equal(new DateTime(2026, 3, 1, 8, 4, 0), meter.ClockShows(0));
        _ = meter.RegisterAt(48 * Hour);
        // 10:00:00 on 1 March, at 10:04 by the meter.
        Assert.Null(meter.Hear(Frame("999999999999", 0x08, 0x00, 0x00, 0x10, 0x01, 0x03, 0x26), 2 * Hour));
        Assert.Equal(1, meter.Counters.ClockSets);
        Assert.Equal(new DateTime(2026, 3, 1, 10, 0, 0), meter.ClockShows(2 * Hour));
        Assert.Equal(new MeterRegisters(300, 0, 300, 0, 0), meter.RegisterAt(3 * Hour));
        // The second of a day is ignored.
        meter.Hear(Frame("123456789012", 0x08, 0x00, 0x01, 0x10, 0x01, 0x03, 0x26), 2 * Hour + Second);
        Assert.Equal(1, meter.Counters.ClockSetsIgnored);
    }

    [Theory]
    [InlineData("000610010326", 2)] // Six minutes ahead.
    [InlineData("000024010326", 2)]
    [InlineData("00000A010326", 2)]
    [InlineData("000000300226", 2)]
    [InlineData("000300020326", 16)] // Near midnight.
    [InlineData("000000020326", 16)]
    public void A_time_too_far_off_or_near_midnight_or_no_time_is_ignored(string hex, int atHour)
    {
        var meter = Meter();
        meter.Hear(Frame("999999999999", 0x08, Convert.FromHexString(hex)), atHour * Hour);
        Assert.Equal((0, 1), (meter.Counters.ClockSets, meter.Counters.ClockSetsIgnored));
    }

    [Fact]
    public void A_clock_drifts_by_millionths()
    {
        var fast = Meter(new MeterSettings { Address = "123456789012", DriftPartsPerMillion = 6 });
        var slow = Meter(new MeterSettings { Address = "123456789012", DriftPartsPerMillion = -6 });
        Assert.Equal(TimeSpan.FromMicroseconds(518_400), fast.ClockShows(24 * Hour) - new DateTime(2026, 3, 2, 8, 0, 0));
        Assert.Equal(TimeSpan.FromMicroseconds(-518_400), slow.ClockShows(24 * Hour) - new DateTime(2026, 3, 2, 8, 0, 0));
        Assert.Equal("00010326", Value(fast, 0x04000101, 0));
        Assert.Equal("010008", Value(fast, 0x04000102, Second));
    }

    [Fact]
    public void A_single_phase_meter_has_no_value_for_phases_b_and_c()
    {
        var meter = Meter(null, 1_045);
        var voltage = meter.InstantAt(1, 0)!.Value.VoltageTenths;
        Assert.InRange(voltage, 2_150, 2_250);
        Assert.Null(meter.InstantAt(2, 0));
        Assert.EndsWith("FFFFFFFF", Value(meter, 0x0201FF00, 0), StringComparison.Ordinal);
        Assert.EndsWith("FFFFFFFFFFFF", Value(meter, 0x0202FF00, 0), StringComparison.Ordinal);
        Assert.Equal("500401500401FFFFFFFFFFFF", Value(meter, 0x0203FF00, 0));
        Assert.Equal("5009", Value(meter, 0x02060000, 0));
        // U x I x power factor is the power, to the resolution of the current.
        var current = meter.InstantAt(1, 0)!.Value.CurrentMilliamperes;
        Assert.InRange(voltage * (long)current * 950 / 10_000_000.0, 1_044.5, 1_045.0);
    }

    [Fact]
    public void The_phases_of_a_three_phase_meter_add_up()
    {
        var meter = Meter(new MeterSettings { Address = "123456789012", Phases = 3 }, 1_000);
        Assert.Equal(10_000, meter.InstantAt(0, 0)!.Value.ActiveTenths);
        Assert.Equal(10_000, Enumerable.Range(1, 3).Sum(phase => meter.InstantAt(phase, 0)!.Value.ActiveTenths));
        Assert.Equal(6 * 2, Value(meter, 0x0201FF00, 0)!.Length);
    }

    [Theory]
    [InlineData(0x04000401u, "129078563412")]
    [InlineData(0x04000404u, "000056303232")]
    [InlineData(0x04000409u, "001200")]
    [InlineData(0x04000503u, "0000")]
    [InlineData(0x040005FFu, "0000000000000000000000000000")]
    [InlineData(0x00050000u, "29030000")]
    [InlineData(0x00020000u, "00000000")]
    [InlineData(0x00000000u, "00100000")]
    [InlineData(0x00010500u, null)]
    [InlineData(0x00010001u, null)]
    [InlineData(0x02010000u, null)]
    [InlineData(0x06000000u, null)]
    public void Identifiers_have_the_bytes_of_annex_a_or_none(uint identifier, string? expected) =>
        Assert.Equal(expected, Value(Meter(null, 1_000), identifier, 10 * Hour));

    [Fact]
    public void What_the_meter_does_not_have_or_do_is_refused_with_the_standards_error()
    {
        var meter = Meter();
        Assert.Equal("D1 02", Ask(meter, Read("123456789012", 0x00FF0000)));
        Assert.Equal("D4 04", Ask(meter, Frame("123456789012", 0x14, new byte[13])));
        Assert.Equal("D6 01", Ask(meter, Frame("123456789012", 0x16, 0x60, 0x99, 0x99, 0x99)));
        Assert.Equal("D7 08", Ask(meter, Frame("123456789012", 0x17, 0x21)));
        Assert.Equal("DC 04", Ask(meter, Frame("123456789012", 0x1C, new byte[16])));
        Assert.Equal("D2 02", Ask(meter, Frame("123456789012", 0x12, 0, 0, 1, 0, 1)));
    }

    [Fact]
    public void The_address_is_told_and_wildcards_read_but_never_change()
    {
        var meter = Meter();
        Assert.Equal("93 129078563412", Ask(meter, Frame("AAAAAAAAAAAA", 0x13)));
        Assert.Equal("91 0000010000000000", Ask(meter, Read("AAAAAAAA9012", 0x00010000)));
        Assert.Null(Ask(meter, Read("AAAAAAAA9013", 0x00010000)));
        Assert.Null(Ask(meter, Read("1234567890AA", 0x00010000)));
        Assert.Null(Ask(meter, Frame("AAAAAAAAAAAA", 0x1C, new byte[16])));
        Assert.Null(Ask(meter, Frame("999999999999", 0x16, 0x99, 0x99, 0x99, 0x99)));
        Assert.Null(Ask(meter, Read("123456789013", 0x00010000)));
    }

    [Fact]
    public void A_bad_frame_is_silence_and_the_next_good_one_is_answered()
    {
        var meter = Meter();
        var request = Read("123456789012", 0x00010000);
        var bad = request.ToArray();
        bad[^2] ^= 1;
        Assert.Null(meter.Hear(bad, 0));
        Assert.Null(meter.Hear(request.AsSpan(0, 7), 100_000));
        Assert.NotNull(meter.Hear(request.AsSpan(7), 200_000));
        // A pause of more than half a second kills what had begun.
        Assert.Null(meter.Hear(request.AsSpan(0, 7), 300_000));
        Assert.Null(meter.Hear(request.AsSpan(7), 900_001));
        meter.IsDead = true;
        Assert.Null(meter.Hear(request, 2 * Second));
        meter.IsDead = false;
        Assert.NotNull(meter.Hear([0x68, 0x00, 0x68, .. request], 3 * Second));
        // Another meter's answer is not a question.
        Assert.Null(meter.Hear(Frame("123456789012", 0x91, 0, 0, 1, 0, 0, 0, 0, 0), 4 * Second));
    }

    [Fact]
    public void Endless_noise_is_bounded_and_does_not_deafen()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var meter = Meter();
            var noise = new byte[2_000];
            random.NextBytes(noise);
            for (var i = 0; i < noise.Length; i += 13)
                noise[i] = 0x68;
            meter.Hear(noise, 0);
            Assert.True(meter.Hear([.. Read("123456789012", 0x00010000)], 100_000) is not null, $"seed {seed}");
        }
    }

    [Fact]
    public void A_long_answer_comes_in_parts_that_can_be_asked_for_again()
    {
        var meter = Meter(new MeterSettings { Address = "123456789012", DataBytesMax = 12, StartHundredths = [1, 2, 3, 4] }, 0);
        Assert.Equal("B1 00FF01001000000001000000", Ask(meter, Read("123456789012", 0x0001FF00)));
        Assert.Equal("B2 00FF01000200000003000001", Ask(meter, Frame("123456789012", 0x12, 0, 0xFF, 1, 0, 1)));
        Assert.Equal("B2 00FF01000200000003000001", Ask(meter, Frame("123456789012", 0x12, 0, 0xFF, 1, 0, 1)));
        Assert.Equal("D2 02", Ask(meter, Frame("123456789012", 0x12, 0, 0xFF, 1, 0, 3)));
        Assert.Equal("92 00FF0100000400000002", Ask(meter, Frame("123456789012", 0x12, 0, 0xFF, 1, 0, 2)));
        Assert.Equal("D2 02", Ask(meter, Frame("123456789012", 0x12, 0, 0xFF, 1, 0, 3)));
        Assert.Equal("92 00FF0100000400000002", Ask(meter, Frame("123456789012", 0x12, 0, 0xFF, 1, 0, 2)));
    }
}
