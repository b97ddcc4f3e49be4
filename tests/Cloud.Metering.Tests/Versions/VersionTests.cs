using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Versions;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Metering.Tests.Processing;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Versions;

public sealed class VersionTests : IDisposable
{
    private readonly MeterDataRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void Late_data_takes_the_place_of_an_estimate_and_says_so()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 40, static i => i is < 40 or > 43);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        Assert.Equal(5, _rig.Views("M1").Count(static view => view.Origin == IntervalOrigin.Estimated));
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 40);
        _rig.Time.Advance(TimeSpan.FromDays(2));
        var report = _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        Assert.Equal(1, report.DaysChanged);
        MeterDataRig.AllMeasured(_rig.Views("M1"));
        var versions = _rig.Intervals.Versions(_rig.Series("M1"), MeterDataRig.Day + 41 * 900, TimeZoneInfo.Utc);
        Assert.Equal([VersionKind.Estimated, VersionKind.Validated], versions.Select(static version => version.Kind));
        Assert.Equal(("late data in place of an estimate", IntervalVersion.Program, 2), (versions[1].Why, versions[1].Who, versions[1].Version));
        Assert.True(versions[1].AtMs > versions[0].AtMs);
        Assert.Equal("first made", Assert.Single(_rig.Intervals.Versions(_rig.Series("M1"), MeterDataRig.Day + 900, TimeZoneInfo.Utc)).Why);
    }

    [Fact]
    public void An_edit_has_who_and_why_and_stays_whatever_is_run_again()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 40, static i => i is < 40 or > 43);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var end = MeterDataRig.Day + 41 * 900;
        Assert.Equal(EditOutcome.Done, Edit(end, 1, "0.125", "seen on site"));
        var view = _rig.Views("M1")[40];
        Assert.Equal((0.125m, IntervalOrigin.Edited, 2), (view.Amount!.Value.ToDecimal(), view.Origin, view.Version));
        Assert.True(view.Quality.Has(QualityTable.Edited) && view.Quality.Count == 1);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        Assert.Equal(view, _rig.Views("M1")[40]);
        var versions = _rig.Intervals.Versions(_rig.Series("M1"), end, TimeZoneInfo.Utc);
        Assert.Equal([(VersionKind.Estimated, IntervalVersion.Program), (VersionKind.Edited, "clerk")], versions.Select(static version => (version.Kind, version.Who)));
        Assert.Equal("seen on site", versions[1].Why);
        Assert.Equal(1, Assert.Single(_rig.Completeness.Days("M1", MeterDataRig.Date, MeterDataRig.Date)).Edited);
    }

    [Fact]
    public void An_edit_of_a_version_that_moved_on_and_one_without_a_reason_are_refused()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 40);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var end = MeterDataRig.Day + 41 * 900;
        Assert.Equal(EditOutcome.NoReason, Edit(end, 1, "1", " "));
        Assert.Equal(EditOutcome.NoSuchInterval, Edit(end + 1, 1, "1", "why"));
        Assert.Equal(EditOutcome.NoSuchInterval, Edit(end + 86_400, 1, "1", "why"));
        Assert.Equal(EditOutcome.Done, Edit(end, 1, "1.00", "why"));
        Assert.Equal(EditOutcome.MovedOn, Edit(end, 1, "2", "why"));
        Assert.Equal(EditOutcome.TooLarge, Edit(end, 2, "9000000000000000000", "why"));
        Assert.Equal(1m, _rig.Views("M1")[40].Amount!.Value.ToDecimal());
    }

    [Fact]
    public void Of_edits_at_once_of_the_same_version_one_is_done_and_the_others_are_told_that_it_moved_on()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 40);
        _rig.Fill("M2", MeterDataRig.Day, 96, 10_000, static i => i % 30);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var end = MeterDataRig.Day + 41 * 900;
        var outcomes = new EditOutcome[6];
        // Beside them the days are made again, as they are every hour.
        Parallel.For(0, outcomes.Length + 2, i =>
        {
            if (i < outcomes.Length) outcomes[i] = Edit(end, 1, $"{i + 1}.00", "seen on site");
            else _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        });
        Assert.Equal([.. Enumerable.Repeat(EditOutcome.MovedOn, outcomes.Length - 1), EditOutcome.Done], outcomes.Order());
        var view = _rig.Views("M1")[40];
        Assert.Equal((Array.IndexOf(outcomes, EditOutcome.Done) + 1m, IntervalOrigin.Edited, 2), (view.Amount!.Value.ToDecimal(), view.Origin, view.Version));
        MeterDataRig.AllMeasured(_rig.Views("M2"));
    }

    [Fact]
    public void What_comes_after_an_edit_and_says_something_else_is_told_until_a_person_decides()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 40, static i => i is < 40 or > 43);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var end = MeterDataRig.Day + 41 * 900;
        Edit(end, 1, "7.00", "a guess");
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 40);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var view = _rig.Views("M1")[40];
        Assert.Equal((7m, IntervalOrigin.Edited), (view.Amount!.Value.ToDecimal(), view.Origin));
        Assert.True(view.Quality.Has(QualityTable.EditContradicted) && view.Quality.BlocksBill);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        Assert.Equal(view, _rig.Views("M1")[40]);
        Assert.Equal(0m, _rig.Intervals.Versions(_rig.Series("M1"), end, TimeZoneInfo.Utc)[2].Amount!.Value.ToDecimal());
        Assert.Equal(EditOutcome.Done, Edit(end, view.Version, "7.00", "looked at it: the meter was tested then"));
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        Assert.False(_rig.Views("M1")[40].Quality.Has(QualityTable.EditContradicted));
    }

    [Fact]
    public void The_checks_run_again_after_an_edit()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i == 50 ? 300 : 3);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        Assert.True(_rig.Views("M1")[50].Quality.Has(QualityTable.Spike));
        Edit(MeterDataRig.Day + 51 * 900, 1, "0.03", "a test of the meter");
        Assert.All(_rig.Views("M1"), static view => Assert.False(view.Quality.Has(QualityTable.Spike)));
    }

    [Fact]
    public void An_estimate_that_has_nothing_to_go_by_says_so()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static _ => 5, static i => i < 80);
        var report = _rig.Intervals.Estimate("M1", MeterDataRig.Date, MeterDataRig.Date);
        Assert.Equal(0, report.Estimated);
        Assert.Equal(17, report.NoBasis.Count);
        Assert.All(_rig.Views("M1").Skip(79), static view => Assert.True(view is { Amount: null, Origin: IntervalOrigin.Missing } && view.Quality.BlocksBill));
    }

    [Fact]
    public void Like_days_give_the_shape_and_the_registers_the_amount()
    {
        // Working days before: nothing at night, 0.40 by day. 2026-03-04 is a Wednesday.
        var first = MeterDataRig.Day - 10 * 86_400L;
        _rig.Fill("M1", first, 96 * 14, 10_000, static i => i % 96 < 48 ? 0 : 40, static i => i is < 96 * 13 + 20 or > 96 * 13 + 80);
        _rig.Run.Run(MeterDataRig.Date.AddDays(-10), MeterDataRig.Date.AddDays(2));
        _rig.Run.Run(MeterDataRig.Date.AddDays(3), MeterDataRig.Date.AddDays(3));
        var views = _rig.Views("M1", MeterDataRig.Date.AddDays(3));
        Assert.Equal(48 * 0.4m, MeterDataRig.Sum(views));
        Assert.All(views.Skip(19).Take(62), static (view, i) => Assert.True(view.Quality.Has(QualityTable.EstimatedLikeDays) && view.Amount!.Value.ToDecimal() == (i + 19 < 48 ? 0 : 0.4m), $"{i} {view}"));
    }

    [Fact]
    public void A_proxy_gives_the_shape_where_no_day_was_like_it()
    {
        _rig.Import("points", "point,zone,max_kw,proxy\nP2,UTC,15,\nP1,UTC,15,P2\n");
        _rig.Import("installations", "meter,point,from\nM1,P1,2026-01-01T00:00:00Z\nM2,P2,2026-01-01T00:00:00Z\n");
        _rig.Fill("M2", MeterDataRig.Day, 96, 10_000, static i => i % 96 < 48 ? 0 : 40);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, ["P2"]);
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i % 96 < 48 ? 0 : 10, static i => i is < 20 or > 80);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, ["P1"]);
        var views = _rig.Views("P1");
        Assert.Equal(48 * 0.1m, MeterDataRig.Sum(views));
        Assert.True(views[30].Quality.Has(QualityTable.EstimatedProxy) && views[30].Amount!.Value.ToDecimal() == 0);
        Assert.Equal(0.1m, views[70].Amount!.Value.ToDecimal());
    }

    [Fact]
    public void A_gap_over_midnights_is_one_gap_and_days_before_are_made_again()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96 * 4, 10_000, static _ => 10, static i => i is < 50 or > 300);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date.AddDays(1));
        _rig.Told.Remove(static reading => reading.Slot > MeterDataRig.Day + 300 * 900L);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        Assert.Equal(47, _rig.Views("M1").Count(static view => view.Origin == IntervalOrigin.Missing));
        _rig.Fill("M1", MeterDataRig.Day, 96 * 4, 10_000, static _ => 10, static i => i is < 50 or > 300);
        // The fourth day alone is asked for.
        _rig.Run.Run(MeterDataRig.Date.AddDays(3), MeterDataRig.Date.AddDays(3));
        var all = Enumerable.Range(0, 4).SelectMany(day => _rig.Views("M1", MeterDataRig.Date.AddDays(day))).ToList();
        Assert.Equal(38.4m, MeterDataRig.Sum(all));
    }

    private EditOutcome Edit(long end, int version, string amount, string why) =>
        _rig.Intervals.Edit(_rig.Series("M1"), TimeZoneInfo.Utc, new IntervalEdit(end, version, ExactDecimal.Parse(amount), "clerk", why));
}
