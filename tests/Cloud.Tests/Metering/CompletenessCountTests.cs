using Wattline.Cloud.Contracts;
using Wattline.Cloud.Metering.Completeness;
using Wattline.Gateway.Domain;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Metering;

public sealed class CompletenessCountTests
{
    private const long Day = 1_772_323_200;

    private static readonly QualitySet _silent = default(QualitySet).With(QualityTable.Silent);

    private static readonly PlanVersion _plan = new(
        "C-0001", 1, 900, true,
        [new PlanTemplate("dlt645-2007", [new PlanRead("0001FF00", [new("1-0:1.8.0", 2, "kWh"), new("1-0:1.8.1", 2, "kWh")])])],
        [new PlanMeter("M1", 0, "000000000161", 0, 2400, 1, "15")]);

    [Fact]
    public void An_outage_explains_each_channel_of_its_slots_but_those_that_were_told()
    {
        var count = Count(10);
        count.Explain(Day + 900, Day + 8 * 900, 900, QualityTable.ConcentratorDown);
        count.Add(Obis.Parse("1-0:1.8.0"), Day, true, default);
        count.Add(Obis.Parse("1-0:1.8.0"), Day + 900, true, default);
        count.Add(Obis.Parse("1-0:1.8.1"), Day + 1800, false, _silent);
        count.Add(Obis.Parse("1-0:1.8.1"), Day + 2700, false, default);
        var report = count.Finish();
        Assert.Equal((20, 2, 3), (report.Expected, report.Stored, report.Missing));
        Assert.Equal(["concentrator_down 14", "silent 1"], report.Explained.Select(e => $"{e.Key} {e.Value}"));
    }

    [Fact]
    public void What_the_meter_kept_counts_where_its_register_was_not_read_and_so_does_its_word_that_it_had_no_supply()
    {
        var count = Count(6);
        var dark = default(QualitySet).With(QualityTable.NoSupply);
        count.Explain(Day + 3 * 900, Day + 5 * 900, 900, QualityTable.ConcentratorDown);
        count.AddRemembered(Obis.Parse("1-0:1.8.0"), Day, true, default);
        count.AddRemembered(Obis.Parse("1-0:1.8.0"), Day + 900, true, default);
        count.AddRemembered(Obis.Parse("1-0:1.8.0"), Day + 1800, false, dark);
        count.AddRemembered(Obis.Parse("1-0:1.8.0"), Day + 2700, true, default);
        count.AddRemembered(Obis.Parse("1-0:1.8.0"), Day + 3600, false, dark);
        count.AddRemembered(Obis.Parse("1-0:9.8.0"), Day, true, default);
        count.Add(Obis.Parse("1-0:1.8.0"), Day, true, default);
        count.Add(Obis.Parse("1-0:1.8.1"), Day, true, default);
        foreach (var slot in (long[])[Day + 900, Day + 1800])
            foreach (var obis in (string[])["1-0:1.8.0", "1-0:1.8.1"]) count.Add(Obis.Parse(obis), slot, false, _silent);
        var report = count.Finish();
        Assert.Equal((12, 4, 0, 2), (report.Expected, report.Stored, report.Missing, report.Remembered));
        Assert.Equal(["concentrator_down 3", "no_supply 4", "silent 1"], report.Explained.Select(e => $"{e.Key} {e.Value}"));
    }

    [Fact]
    public void Slots_of_two_outages_are_explained_once_and_by_the_first_told()
    {
        var count = Count(4);
        count.Explain(Day, Day + 900, 900, QualityTable.ConcentratorDown);
        count.Explain(long.MinValue, long.MaxValue, 900, QualityTable.WindowClosed);
        var report = count.Finish();
        Assert.Equal((8, 0, 0), (report.Expected, report.Stored, report.Missing));
        Assert.Equal(["concentrator_down 4", "window_closed 4"], report.Explained.Select(e => $"{e.Key} {e.Value}"));
    }

    [Fact]
    public void Only_slots_of_the_plan_then_in_use_are_explained()
    {
        var count = Count(8);
        count.Explain(Day, Day + 86_400, 3600, QualityTable.ConcentratorDown);
        var report = count.Finish();
        Assert.Equal((4, 12), (report.Explained["concentrator_down"], report.Missing));
    }

    [Fact]
    public void Each_slot_is_counted_by_the_plan_in_force_then()
    {
        // Quarters of an hour and two channels for an hour; then hours and one channel; then without the meter.
        var hourly = _plan with
        {
            Version = Day + 3_500,
            EveryS = 3_600,
            Templates = [new PlanTemplate("dlt645-2007", [new PlanRead("00010000", [new("1-0:1.8.0", 2, "kWh")])])],
        };
        var without = _plan with { Version = Day + 3 * 3_600, Meters = [] };
        var count = new CompletenessCount([_plan, hourly, without], "M1", TimeZoneInfo.Utc, Day, Day + 86_400);
        count.Explain(Day, Day + 86_400, 900, QualityTable.ConcentratorDown);
        count.Add(Obis.Parse("1-0:1.8.1"), Day + 900, true, default);
        count.Add(Obis.Parse("1-0:1.8.0"), Day + 3_600, true, default);
        // None of these was promised any more, or yet.
        count.Add(Obis.Parse("1-0:1.8.1"), Day + 3_600, true, default);
        count.Add(Obis.Parse("1-0:1.8.0"), Day + 4_500, true, default);
        count.Add(Obis.Parse("1-0:1.8.0"), Day + 3 * 3_600, true, default);
        var report = count.Finish();
        Assert.Equal((4 * 2 + 2, 2, 8, 0), (report.Expected, report.Stored, report.Explained["concentrator_down"], report.Missing));
        Assert.Equal((900, 0), (report.EveryS, report.Channels));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Expected_is_stored_plus_explained_plus_missing_each_day_and_in_sum(int seed)
    {
#pragma warning disable CA5394 // A seed that replays is the point.
        var random = new Random(seed);
        var count = new CompletenessCount([_plan], "M1", TimeZoneInfo.FindSystemTimeZoneById("America/New_York"), Day, Day + 10 * 86_400);
        for (var i = random.Next(4); i > 0; i--)
        {
            var first = Day + random.Next(-500, 1000) * 450L;
            count.Explain(first, first + random.Next(500) * 450L, random.Next(2) == 0 ? 900 : 1800, QualityTable.All[random.Next(QualityTable.CauseMax)]);
        }

        for (var slot = -10; slot < 970; slot++)
            foreach (var obis in (string[])["1-0:1.8.0", "1-0:1.8.1", "1-0:2.8.0"])
                if (random.Next(3) > 0) count.Add(Obis.Parse(obis), Day + slot * 900, random.Next(2) == 0, random.Next(2) == 0 ? _silent : default);
#pragma warning restore CA5394
        var report = count.Finish();
        Assert.All(report.Days, day => Assert.True(day.Missing >= 0 && day.Expected == day.Stored + day.Explained.Values.Sum() + day.Missing, $"seed {seed} {day}"));
        Assert.True(report.Expected == report.Stored + report.Explained.Values.Sum() + report.Missing, $"seed {seed}");
        Assert.Equal(10 * 96 * 2, report.Expected);
    }

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 20));

    private static CompletenessCount Count(int slots) => new([_plan], "M1", TimeZoneInfo.Utc, Day, Day + slots * 900L);
}
