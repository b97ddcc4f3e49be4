using Wattline.Cloud.Metering.Intervals;
using Wattline.Gateway.Domain;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Processing;

/// <summary>Intervals of the meter's own profile beside its registers, and when what they are made of was here.</summary>
public sealed class ProfileTests : IDisposable
{
    private readonly MeterDataRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Theory]
    [InlineData("100.40", false)]
    [InlineData("100.41", false)]
    [InlineData("100.39", false)]
    [InlineData("100.42", true)]
    [InlineData("100.30", true)]
    public void A_profile_must_add_up_to_the_registers_but_for_a_unit_of_their_last_digit(string last, bool isDoubted)
    {
        _rig.Told.Register("M1", MeterDataRig.Day, "100.00");
        for (var i = 1; i <= 4; i++) Profile(i, "0.10");
        _rig.Told.Register("M1", MeterDataRig.Day + 4 * 900, last);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        Assert.All(_rig.Views("M1").Take(4), view => Assert.Equal((IntervalOrigin.Profile, 0.10m, isDoubted, isDoubted), (view.Origin, view.Amount!.Value.ToDecimal(), view.Quality.Has(QualityTable.SumCheck), view.Quality.BlocksBill)));
    }

    [Fact]
    public void Where_both_are_there_an_interval_that_they_do_not_agree_on_is_doubted_and_no_other()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => 10 + i % 5);
        for (var i = 1; i <= 96; i++) Profile(i, MeterDataRig.Text(10 + (i - 1) % 5 + (i == 50 ? 3 : 0)));
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        Assert.All(_rig.Views("M1"), static (view, i) => Assert.Equal((IntervalOrigin.Registers, i == 49), (view.Origin, view.Quality.Has(QualityTable.SumCheck))));
    }

    [Fact]
    public void A_shorter_profile_adds_up_to_the_points_intervals_and_one_that_does_not_fit_is_told()
    {
        for (var i = 1; i <= 3 * 96; i++) Profile(i, "0.05", 300);
        _rig.Told.Register("M1", MeterDataRig.Day + 420, "1.00", "1-0:1.29.0", kind: ReadingKind.Interval, lengthS: 420);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        Assert.All(_rig.Views("M1"), static view => Assert.Equal((IntervalOrigin.Profile, 0.15m), (view.Origin, view.Amount!.Value.ToDecimal())));
        Assert.Equal(1, _rig.Database.Read(static connection => connection.Scalar<long>("SELECT COUNT(*) FROM reading_flag WHERE slot % 300 <> 0")));
    }

    [Fact]
    public void What_came_within_an_hour_a_day_and_three_days_is_counted_and_what_came_later_than_a_day_is_late()
    {
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => 10 + i % 5);
        var shown = 10_000L;
        for (var i = 0; i <= 96; i++)
        {
            _rig.Told.Register("M1", MeterDataRig.Day + i * 900, MeterDataRig.Text(shown), delayS: i switch { < 24 => 60, < 48 => 2 * 3_600, < 72 => 30 * 3_600, _ => 80 * 3_600 });
            shown += 10 + i % 5;
        }

        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        var day = Assert.Single(_rig.Completeness.Days("M1", MeterDataRig.Date, MeterDataRig.Date));
        Assert.Equal((96L, 23L, 47L, 71L, 47L, 49L, 0L), (day.Expected, day.Within1H, day.Within24H, day.Within72H, day.InTime, day.Late, day.Closing));
        var sum = _rig.Completeness.Sum(MeterDataRig.Date, MeterDataRig.Date, concentrator: "C-0001");
        Assert.Equal((23L, 49L, 0L), (sum.Within1H, sum.Late, sum.Closing));
    }

    private void Profile(int index, string amount, int lengthS = 900) =>
        _rig.Told.Register("M1", MeterDataRig.Day + index * lengthS, amount, "1-0:1.29.0", kind: ReadingKind.Interval, lengthS: lengthS);
}
