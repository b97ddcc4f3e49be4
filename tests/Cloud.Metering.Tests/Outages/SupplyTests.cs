using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Outages;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Metering.Tests.Processing;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Outages;

public sealed class SupplyTests : IDisposable
{
    private readonly MeterDataRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void After_a_supply_failure_intervals_are_without_supply_and_not_missing()
    {
        // Cut from 06:00 to 12:00: nothing is read, and nothing used.
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i is >= 24 and < 48 ? 0 : 10, static i => i is <= 24 or >= 48);
        new SupplyBook(_rig.Database).Tell("M1", MeterDataRig.Day + 6 * 3_600, MeterDataRig.Day + 12 * 3_600);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var views = _rig.Views("M1");
        Assert.Equal(7.2m, MeterDataRig.Sum(views));
        Assert.All(views, static (view, i) => Assert.Equal(i is >= 24 and < 48, view.Origin == IntervalOrigin.NoSupply && view.Quality.Has(QualityTable.Unsupplied) && view.Amount!.Value.ToDecimal() == 0));
        Assert.All(views, static view => Assert.False(view.Quality.BlocksBill || view.Quality.BlocksTrip));
        var day = Assert.Single(_rig.Completeness.Days("M1", MeterDataRig.Date, MeterDataRig.Date));
        Assert.Equal((72, 24, 0, 0, 0), (day.InTime, day.NoSupply, day.Estimated, day.Missing, day.Closing));
    }

    [Fact]
    public void What_was_used_around_a_cut_is_not_put_into_it()
    {
        // The registers at both ends of the cut are lost as well: 05:45 and 12:15 are known.
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i is >= 24 and < 48 ? 0 : 10, static i => i is < 24 or > 48);
        new SupplyBook(_rig.Database).Tell("M1", MeterDataRig.Day + 6 * 3_600, MeterDataRig.Day + 12 * 3_600);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var views = _rig.Views("M1");
        Assert.Equal((0.1m, 0.1m), (views[23].Amount!.Value.ToDecimal(), views[48].Amount!.Value.ToDecimal()));
        Assert.Equal(24, views.Count(static view => view.Origin == IntervalOrigin.NoSupply));
    }

    [Fact]
    public void The_indices_of_an_area_are_those_of_the_truth()
    {
#pragma warning disable CA5394 // A seed that replays is the point.
        _rig.Import("areas", "area,parent\nA,\nB,A\nC,\n");
        _rig.Import("points", "point,zone,max_kw,area,role\nS,UTC,600,A,sum\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"P{i},UTC,15,{"ABC"[i % 3]},customer\n")));
        var book = new SupplyBook(_rig.Database);
        for (var seed = 0; seed < 5; seed++)
        {
            _rig.Database.Write(static connection => connection.Execute("DELETE FROM supply_gap"));
            var random = new Random(seed);
            decimal minutes = 0;
            var sustained = 0;
            for (var i = 0; i < 30; i++)
                for (var at = (long)random.Next(20_000); at < 86_400; at += random.Next(10_000, 40_000))
                {
                    var length = random.Next(2) == 0 ? random.Next(1, 301) : random.Next(301, 9_000);
                    // Told twice, and first without its end.
                    book.Tell($"P{i}", MeterDataRig.Day + at, null);
                    book.Tell($"P{i}", MeterDataRig.Day + at, MeterDataRig.Day + at + length);
                    if (i % 3 == 2 || length <= 300) continue;
                    sustained++;
                    minutes += Math.Min(length, 86_400 - at) / 60m;
                }

            var indices = book.Indices(MeterDataRig.Day, MeterDataRig.Day + 86_400, "A");
            Assert.Equal(20, indices.Points);
            Assert.True(indices.Saifi == sustained / 20m && decimal.Round(indices.Saidi - minutes / 20, 9) == 0, $"seed {seed}");
        }
#pragma warning restore CA5394
    }
}
