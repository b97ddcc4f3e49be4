using Wattline.Cloud.Metering.Intervals;
using Wattline.Gateway.Domain;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Processing;

/// <summary>What users of other systems suffer from, by the number of the point in the list of the field, as far as it is this room's.</summary>
public sealed class UsersListTests : IDisposable
{
    private readonly MeterDataRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Point_1_what_an_outage_kept_from_being_read_has_its_cause_and_the_energy_is_not_lost()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, i => i % 7, i => i is < 40 or > 45);
        for (var i = 40; i <= 45; i++) _rig.Told.Register("M1", MeterDataRig.Day + i * 900, null, reason: QualityTable.ConcentratorDown);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var views = _rig.Views("M1");
        Assert.Equal(Enumerable.Range(0, 96).Sum(i => i % 7) / 100m, MeterDataRig.Sum(views));
        Assert.All(views, static (view, i) => Assert.Equal(i is >= 39 and <= 45, view.Quality.Has(QualityTable.EstimatedLinear)));
        var day = Assert.Single(_rig.Completeness.Days("M1", MeterDataRig.Date, MeterDataRig.Date));
        Assert.Equal((96, 89, 7, 0, 0), (day.Expected, day.InTime, day.Estimated, day.Missing, day.Closing));
        Assert.Equal(6, day.Causes["concentrator_down"]);
    }

    [Fact]
    public void Point_1_what_the_meters_profile_kept_of_an_outage_is_measured_and_counted_as_from_the_profile()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, i => i % 7, i => i is < 40 or > 45);
        for (var i = 40; i <= 45; i++)
        {
            _rig.Told.Register("M1", MeterDataRig.Day + i * 900, null, reason: QualityTable.ConcentratorDown);
            _rig.Told.Register("M1", MeterDataRig.Day + i * 900, MeterDataRig.Text(10_000 + Enumerable.Range(0, i).Sum(n => n % 7)), delayS: 9_000, kind: ReadingKind.Freeze);
        }

        // A freeze beside a register that was read makes nothing of the profile.
        _rig.Told.Register("M1", MeterDataRig.Day + 20 * 900, MeterDataRig.Text(10_000 + Enumerable.Range(0, 20).Sum(n => n % 7)), kind: ReadingKind.Freeze);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        Assert.All(_rig.Views("M1"), static (view, i) => Assert.Equal((i % 7 / 100m, true), (view.Amount!.Value.ToDecimal(), view.Quality.IsValid)));
        var day = Assert.Single(_rig.Completeness.Days("M1", MeterDataRig.Date, MeterDataRig.Date));
        Assert.Equal((96, 89, 7, 0, 0, 0), (day.Expected, day.InTime, day.Profile, day.Estimated, day.Missing, day.Closing));
    }

    [Fact]
    public void Point_6_the_same_values_again_make_nothing_new()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 7);
        var first = _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 7);
        var again = _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        Assert.Equal((1, 0, 0), (first.DaysAdded, first.DaysChanged, first.Versions));
        Assert.Equal((0, 0, 0), (again.DaysAdded, again.DaysChanged, again.Versions));
    }

    [Fact]
    public void Point_6_days_made_in_one_go_and_made_again_say_the_same_of_runs_over_midnights()
    {
        // Nothing is used for three days: more than 48 hours are doubted, from the third day on.
        _rig.Fill("M1", MeterDataRig.Day, 3 * 96, 10_000, static _ => 0);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date.AddDays(2), ["M1"]);
        Assert.All(_rig.Views("M1", MeterDataRig.Date.AddDays(2)), static view => Assert.True(view.Quality.Has(QualityTable.ZeroRun)));
        Assert.All(_rig.Views("M1", MeterDataRig.Date.AddDays(1)), static view => Assert.False(view.Quality.Has(QualityTable.ZeroRun)));
        for (var day = 2; day >= 0; day--)
        {
            var again = _rig.Run.Run(MeterDataRig.Date.AddDays(day), MeterDataRig.Date.AddDays(day), ["M1"]);
            Assert.Equal((0, 0, 0), (again.DaysAdded, again.DaysChanged, again.Versions));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Point_7_busy_that_was_recorded_as_0_is_doubted_and_takes_no_part(int values)
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static _ => 5);
        for (var i = 30; i < 30 + values; i++) _rig.Told.Register("M1", MeterDataRig.Day + i * 900, "0.00");
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var views = _rig.Views("M1");
        Assert.All(views, static view => Assert.Equal(0.05m, view.Amount!.Value.ToDecimal()));
        Assert.Equal(values + 1, views.Count(static view => view.Origin == IntervalOrigin.Estimated));
        Assert.Equal(values, _rig.Database.Read(static connection => connection.Scalar<long>("SELECT COUNT(*) FROM reading_flag")));
    }

    [Fact]
    public void Point_8_a_dip_of_the_counter_becomes_no_spike()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 1_000_000, static _ => 5);
        _rig.Told.Register("M1", MeterDataRig.Day + 30 * 900, "9800.00");
        _rig.Told.Register("M1", MeterDataRig.Day + 60 * 900, "19800.00");
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        Assert.All(_rig.Views("M1"), static view => Assert.Equal(0.05m, view.Amount!.Value.ToDecimal()));
    }

    [Fact]
    public void Point_9_an_exchange_a_change_of_transformers_and_a_rollover_lose_and_gain_nothing()
    {
        _rig.Import("points", "point,zone,max_kw\nP1,UTC,600\n");
        // Exchanged at 06:10, transformers changed at 12:05: each value was written down.
        _rig.Import("installations", "meter,point,from,to,ct,start,end\n"
            + "M1,P1,2026-01-01T00:00:00Z,2026-03-01T06:10:00Z,1,,1-0:1.8.0=1.22\n"
            + "M2,P1,2026-03-01T06:10:00Z,2026-03-01T12:05:00Z,200/5,1-0:1.8.0=7.00,1-0:1.8.0=8.18\n"
            + "M2,P1,2026-03-01T12:05:00Z,,400/5,1-0:1.8.0=8.18,\n");
        // The old meter turns over; a hundredth every five minutes. The new one goes on at the same pace from 7.00.
        for (var at = 0L; at <= 86_400; at += 900)
        {
            if (at < 22_200) _rig.Told.Register("M1", MeterDataRig.Day + at, MeterDataRig.Text((99_999_948 + at / 300) % 100_000_000));
            else _rig.Told.Register("M2", MeterDataRig.Day + at, MeterDataRig.Text(700 + (at - 22_200) / 180));
        }

        _rig.Told.Register("M1", MeterDataRig.Day + 22_200, "0.22");
        _rig.Import("installations", "meter,point,from,to,ct,start,end\nM1,P1,2026-01-01T00:00:00Z,2026-03-01T06:10:00Z,1,,1-0:1.8.0=0.22\n");
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, ["P1"]);
        var views = _rig.Views("P1");
        MeterDataRig.AllMeasured(views);
        // 0.74 of the old meter; 1.18 x 40 up to 12:05; from there 2.3833… shown as 2.38 x 80.
        Assert.Equal(0.74m + 1.18m * 40 + (10.56m - 8.18m) * 80, MeterDataRig.Sum(views));
    }

    [Fact]
    public void Point_10_a_missing_hour_does_not_double_the_next_one()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static _ => 25, static i => i is not (21 or 22 or 23 or 24));
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var views = _rig.Views("M1");
        Assert.All(views, static view => Assert.Equal(0.25m, view.Amount!.Value.ToDecimal()));
        Assert.Equal(5, views.Count(static view => view.Origin == IntervalOrigin.Estimated));
    }

    [Fact]
    public void Point_11_dates_before_the_clock_was_set_and_of_the_future_harm_no_day()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => 20 + i % 10);
        foreach (var slot in (long[])[0, 946_684_800, MeterDataRig.Day - 900_000_000, MeterDataRig.Day + 86_400 * 40_000L])
            _rig.Told.Register("M1", slot - slot % 900, "10006.25");
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        MeterDataRig.AllMeasured(_rig.Views("M1"));
    }

    [Theory]
    [InlineData("Europe/Berlin", 2026, 3, 29, 92)]
    [InlineData("Europe/Berlin", 2026, 10, 25, 100)]
    [InlineData("Asia/Shanghai", 2026, 10, 25, 96)]
    [InlineData("Australia/Lord_Howe", 2026, 4, 5, 98)]
    public void Point_11_days_have_the_hours_that_they_have(string zone, int year, int month, int day, int intervals)
    {
        using var rig = new MeterDataRig(zone);
        var date = new DateOnly(year, month, day);
        var from = Wattline.Cloud.Metering.Time.LocalDay.Of(date, rig.Zone).From;
        rig.Fill("M1", from - 900, intervals + 4, 10_000, static i => i % 50);
        rig.Run.Run(date, date);
        var views = rig.Views("M1", date);
        Assert.Equal(intervals, views.Count);
        MeterDataRig.AllMeasured(views);
        Assert.Equal(Enumerable.Range(1, intervals).Sum(static i => i % 50) / 100m, MeterDataRig.Sum(views));
    }

    [Fact]
    public void A_freeze_stamped_midnight_closes_the_day_before()
    {
        _rig.Told.Register("M1", MeterDataRig.Day, "100.00", kind: ReadingKind.Freeze);
        _rig.Told.Register("M1", MeterDataRig.Day + 86_400, "109.60", kind: ReadingKind.Freeze);
        _rig.Told.Register("M1", MeterDataRig.Day + 2 * 86_400, "500.00", kind: ReadingKind.Freeze);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var views = _rig.Views("M1");
        Assert.Equal(9.6m, MeterDataRig.Sum(views));
        Assert.Equal((MeterDataRig.Day + 900, MeterDataRig.Day + 86_400), (views[0].EndS, views[^1].EndS));
    }

    [Fact]
    public void The_meters_own_freeze_counts_before_a_register_that_was_read_for_the_same_moment()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static _ => 25);
        _rig.Told.Register("M1", MeterDataRig.Day + 48 * 900, "111.99", kind: ReadingKind.Freeze);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var views = _rig.Views("M1");
        Assert.Equal((0.24m, 0.26m), (views[47].Amount!.Value.ToDecimal(), views[48].Amount!.Value.ToDecimal()));
    }

    [Fact]
    public void Registers_that_show_the_primary_side_are_not_multiplied()
    {
        _rig.Import("points", "point,zone,max_kw\nP1,UTC,6000\nP2,UTC,6000\n");
        _rig.Import("installations", "meter,point,from,ct,pt,primary\nM1,P1,2026-01-01T00:00:00Z,200/5,10000/100,1-0:1.8.0\nM2,P2,2026-01-01T00:00:00Z,200/5,10000/100,\n");
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => 20 + i % 2 * 10);
        _rig.Fill("M2", MeterDataRig.Day, 96, 10_000, static i => 20 + i % 2 * 10);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        Assert.Equal(24m, MeterDataRig.Sum(_rig.Views("P1")));
        Assert.Equal(24m * 4_000, MeterDataRig.Sum(_rig.Views("P2")));
        MeterDataRig.AllMeasured(_rig.Views("P2"));
    }
}
