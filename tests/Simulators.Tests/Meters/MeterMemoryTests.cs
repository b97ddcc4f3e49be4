using Wattline.Simulators.Meters;
using Wattline.Simulators.Meters.Memory;
using Xunit;
using static Wattline.Tests.Simulators.Meters.MeterBench;

namespace Wattline.Tests.Simulators.Meters;

public sealed class MeterMemoryTests
{
    // 27 February 2026, 00:00 by the meter; 1 kW: 24.00 kWh a day.
    private readonly MeterBench _bench = new();

    [Fact]
    public void Every_midnight_is_frozen_with_its_date_and_kept_for_62_days()
    {
        Assert.Equal("D102", _bench.Read(0x05060001, 23 * Hour));
        Assert.Equal("0000280226", _bench.Read(0x05060001, Day + Hour));
        Assert.Equal("00240000", _bench.Read(0x05060101, Day + Hour)[..8]);
        Assert.Equal("0000010326", _bench.Read(0x05060001, (2 * Day) + Hour));
        Assert.Equal("0000280226", _bench.Read(0x05060002, (2 * Day) + Hour));

        Assert.Equal("0000300426", _bench.Read(0x0506003E, (123 * Day) + Hour));
        Assert.Equal("D102", _bench.Read(0x0506003F, (123 * Day) + Hour));
        Assert.Equal(62, _bench.Meter.Frozen(FreezeKind.Daily).Count);
    }

    [Fact]
    public void A_frozen_register_is_what_the_register_showed_then()
    {
        var block = _bench.Read(0x05060101, Day + (13 * Hour));
        var shown = _bench.Meter.RegisterAt(Day);

        Assert.Equal([shown.Total, shown.Sharp, shown.Peak, shown.Flat, shown.Valley], Enumerable.Range(0, 5).Select(i => Number(block[(8 * i)..(8 * i + 8)])));
        Assert.Equal(2_400, shown.Total);
    }

    [Fact]
    public void The_block_of_a_daily_freeze_holds_all_of_it_and_comes_in_parts()
    {
        Assert.StartsWith("B1", _bench.Exchange(0x11, "01FF0605", Day + Hour), StringComparison.Ordinal);
        var block = _bench.Read(0x0506FF01, Day + Hour);

        Assert.Equal(2 * 269, block.Length);
        Assert.Equal(_bench.Read(0x05060001, Day + Hour) + _bench.Read(0x05060101, Day + Hour), block[..50]);
        Assert.Equal(_bench.Read(0x05061001, Day + Hour), block[^48..]);
    }

    [Fact]
    public void Hours_are_frozen_with_two_totals_and_254_are_kept()
    {
        Assert.Equal("0005270226" + "00050000" + "00000000", _bench.Read(0x0504FF01, (5 * Hour) + Minute));
        Assert.Equal("0005270226", _bench.Read(0x05040001, (5 * Hour) + Minute));
        Assert.Equal("0001270226", _bench.Read(0x05040005, (5 * Hour) + Minute));
        Assert.Equal("D102", _bench.Read(0x05040006, (5 * Hour) + Minute));
        Assert.Equal("D102", _bench.Read(0x050403FE, 300 * Hour));
        Assert.Equal("00470000", _bench.Read(0x050401FE, 300 * Hour));
    }

    [Fact]
    public void A_settlement_keeps_energies_and_demands_and_demand_begins_anew()
    {
        // 1 March, 00:00: two days.
        Assert.Equal("00480000", _bench.Read(0x00010001, (3 * Day)));
        Assert.Equal("00720000", _bench.Read(0x00010000, (3 * Day)));
        Assert.Equal("D102", _bench.Read(0x00010002, 3 * Day));
        Assert.Equal("000001" + "1500270226", _bench.Read(0x01010001, 3 * Day));
        Assert.Equal("000001" + "1500010326", _bench.Read(0x01010000, 3 * Day));
        Assert.Equal("00720000" + "00480000" + new string('F', 88), _bench.Read(0x000100FF, 3 * Day));
    }

    [Fact]
    public void A_meter_that_has_no_settlement_yet_may_say_no_value_instead()
    {
        var bench = new MeterBench(Plain with { SaysNoValue = true });
        Assert.Equal("FFFFFFFF", bench.Read(0x00010001, Hour));
        Assert.Equal("FFFFFFFFFF", bench.Read(0x05060001, Hour));
        Assert.Equal(new string('F', 16), bench.Read(0x01010001, Hour));
    }

    [Fact]
    public void The_load_profile_gives_its_earliest_its_latest_and_those_from_a_moment_on()
    {
        // Classes 1, 2 and 4 by default.
        var latest = _bench.Read(0x06000002, Hour + Minute, "01");
        Assert.StartsWith("A0A0", latest, StringComparison.Ordinal);
        Assert.Equal("0001270226", latest[6..16]);
        Assert.EndsWith("E5", latest, StringComparison.Ordinal);
        Assert.Equal(3 + 5 + 17 + 24 + 16 + 6 + 2, latest.Length / 2);

        Assert.Equal("1500270226", _bench.Read(0x06000000, Hour + Minute, "01")[6..16]);
        Assert.Equal(2 * latest.Length, _bench.Read(0x06000001, Hour + Minute, "02" + "3000270226").Length);
        Assert.Equal("3000270226", _bench.Read(0x06000001, Hour + Minute, "02" + "2900270226")[6..16]);
        Assert.Equal("D102", _bench.Read(0x06000001, Hour + Minute, "01" + "0101270226"));
        Assert.Equal("D102", _bench.Read(0x06000001, Hour + Minute, "01" + "0100310226"));
    }

    [Fact]
    public void One_class_of_the_load_profile_stands_alone_in_its_record()
    {
        var record = _bench.Read(0x06040002, Hour + Minute, "01");

        // Empty classes 1 to 3, then four energies, then 5 and 6.
        Assert.Equal("A0A0" + "1B" + "0001270226" + "AAAAAA" + "00010000" + "00000000" + "32000000" + "00000000" + "AAAAAA", record[..^4]);
    }

    [Fact]
    public void The_ring_of_the_profile_forgets_its_oldest()
    {
        var bench = new MeterBench(Plain with { ProfileDepth = 10 });
        Assert.Equal("4521270226", bench.Read(0x06000000, Day, "01")[6..16]);
        Assert.Equal(10, bench.Meter.Profile.Count);
    }

    [Theory]
    [InlineData(9, 0x05060001, "0000270226")] // Nothing of the night is missing: seven midnights were made up for.
    [InlineData(3, 0x05060001, "0000020326")]
    public void After_days_without_supply_midnights_are_made_up_for_with_the_registers_as_they_stood(int days, uint newest, string date)
    {
        _bench.Meter.PowerOff(12 * Hour);
        Assert.Null(_bench.Exchange(0x11, "00000100", 13 * Hour));
        _bench.Meter.PowerOn((12 * Hour) + (days * Day));
        var now = (12 * Hour) + (days * Day) + Hour;

        Assert.Equal(days == 9 ? "0000080326" : date, _bench.Read(newest, now));
        Assert.Equal("00120000", _bench.Read(0x05060101, now)[..8]);
        Assert.Equal(Math.Min(days, 7), _bench.Meter.Frozen(FreezeKind.Daily).Count);
        Assert.Equal("00130000", _bench.Read(0x00010000, now));
        Assert.Equal("010000", _bench.Read(0x03110000, now));
        Assert.Equal("000012270226", _bench.Read(0x03110001, now)[..12]);
        // The month's end fell into it.
        Assert.Equal("00120000", _bench.Read(0x00010001, now));
    }

    [Fact]
    public void A_dead_clock_battery_makes_it_the_year_2000_and_freezes_go_by_that()
    {
        _bench.Meter.ClockBatteryIsDead = true;
        _bench.Meter.PowerOff(12 * Hour);
        _bench.Meter.PowerOn(15 * Hour);

        Assert.Equal("06010100", _bench.Read(0x04000101, 15 * Hour));
        Assert.Equal("0400", _bench.Read(0x04000501, 15 * Hour));
        Assert.Equal("0000020100", _bench.Read(0x05060001, 40 * Hour));
    }

    [Fact]
    public void Freeze_now_keeps_three_and_any_other_field_changes_when_it_freezes_by_itself()
    {
        foreach (var hour in (int[])[1, 2, 3, 4])
            Assert.Null(_bench.Exchange(0x16, "99999999", hour * Hour, "999999999999"));
        Assert.Equal("0004270226", _bench.Read(0x05010001, 5 * Hour));
        Assert.Equal("0002270226", _bench.Read(0x05010003, 5 * Hour));
        Assert.Equal("D102", _bench.Read(0x05010004, 5 * Hour));
        Assert.Equal("00040000", _bench.Read(0x05010101, 5 * Hour)[..8]);

        Assert.Null(_bench.Exchange(0x16, "30999999", 5 * Hour, "999999999999"));
        Assert.Equal("3006270226", _bench.Read(0x05000001, 7 * Hour));
        Assert.Equal("96", _bench.Exchange(0x16, "99999999", 7 * Hour));
        Assert.Equal("D601", _bench.Exchange(0x16, "60999999", 7 * Hour));
    }

    [Fact]
    public void A_clock_set_over_midnight_makes_up_for_it_and_is_recorded_with_before_and_after()
    {
        Assert.Equal("94", _bench.Exchange(0x14, "0C010004" + Rights + "100500" + "06" + "280226", (23 * Hour) + (50 * Minute)));

        Assert.Equal("0000280226", _bench.Read(0x05060001, (23 * Hour) + (51 * Minute)));
        Assert.Equal("010000", _bench.Read(0x03300400, Day));
        Assert.Equal("01000000" + "005023270226" + "100500280226", _bench.Read(0x03300401, Day));
        Assert.Equal(new DateTime(2026, 2, 27, 23, 50, 0), _bench.Meter.ClockShows((23 * Hour) + (50 * Minute) - 1).AddTicks(10));
    }

    [Fact]
    public void Demands_are_known_across_clocks_that_were_set()
    {
        for (var day = 0; day < 40; day++)
            _bench.Meter.SetClock(_bench.Meter.ClockShows((day * Day) + (12 * Hour) + Second).AddSeconds(day % 2 == 0 ? 290 : -290), (day * Day) + (12 * Hour) + Second);

        // The first windows after 1 April and, in the settlement before, after 1 March.
        Assert.Equal("000001" + "1500010426", _bench.Read(0x01010000, 40 * Day));
        Assert.Equal("000001" + "1500010326", _bench.Read(0x01010001, 40 * Day));
    }

    [Fact]
    public void A_clock_set_back_does_not_freeze_a_midnight_twice()
    {
        Assert.Equal("0000280226", _bench.Read(0x05060001, Day + Minute));
        _bench.Exchange(0x14, "02010004" + Rights + "005023", Day + Minute);
        // Now it is 28 February 23:50, and the midnight to come is another one.
        Assert.Equal("0000010326", _bench.Read(0x05060001, Day + (12 * Minute)));
        Assert.Equal("0000280226", _bench.Read(0x05060002, Day + (12 * Minute)));
    }

    private static long Number(string hex) => long.Parse(string.Concat(Enumerable.Range(0, hex.Length / 2).Reverse().Select(i => hex.Substring(2 * i, 2))), null);
}
