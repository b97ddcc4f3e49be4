using System.Globalization;
using Wattline.Cloud.Metering.Loss;
using Wattline.Tests.Cloud.Metering.Tests.Processing;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Loss;

public sealed class LossTests(ITestOutputHelper output) : IDisposable
{
    private readonly MeterDataRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void An_areas_loss_is_supply_with_photovoltaics_less_what_was_taken_at_one_instant()
    {
        _rig.Import("areas", "area,parent,loss_percent_max\nA,,8\nB,A,8\n");
        _rig.Import("points", "point,zone,max_kw,area,role\nSUM,UTC,600,A,sum\nP1,UTC,60,A,customer\nPV,UTC,60,A,customer\nIN,UTC,60,A,inner\nSUMB,UTC,600,B,sum\nP2,UTC,60,B,customer\n");
        Meters(["SUM", "P1", "PV", "IN", "SUMB", "P2"]);
        // Hundredths a quarter: SUM 100, PV feeds 20; P1 takes 60, PV 10, area B 42: 120 - 112 = 8 are lost. Of B's 42, P2 has 40.
        Fill("SUM", 100);
        Fill("P1", 60);
        Fill("PV", 10);
        Fill("PV", 20, "1-0:2.8.0");
        Fill("IN", 30);
        Fill("SUMB", 42);
        Fill("P2", 40);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var balances = new LossBook(_rig.Database).Balances(MeterDataRig.Date);
        Assert.Equal(["A", "B"], balances.Select(one => one.Area));
        Assert.Equal((115.2m, 107.52m, 7.68m), (balances[0].Supplied, balances[0].Taken, balances[0].Loss));
        Assert.Equal(6.67m, decimal.Round(balances[0].LossPercent!.Value, 2));
        Assert.False(balances[0].IsBeyond);
        Assert.Equal(1.92m, balances[1].Loss);
        Assert.Empty(balances[0].Incomplete);
    }

    [Fact]
    public void A_point_whose_day_is_not_whole_is_named()
    {
        _rig.Import("areas", "area\nA\n");
        _rig.Import("points", "point,zone,max_kw,area,role\nSUM,UTC,600,A,sum\nP1,UTC,60,A,customer\nP2,UTC,60,A,customer\n");
        Meters(["SUM", "P1", "P2"]);
        Fill("SUM", 100);
        Fill("P1", 60);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var balance = Assert.Single(new LossBook(_rig.Database).Balances(MeterDataRig.Date));
        Assert.Equal(["P2"], balance.Incomplete);
        Assert.True(balance.IsBeyond);
    }

    [Fact]
    public void Seeded_bypasses_rank_on_top()
    {
#pragma warning disable CA5394 // A seed that replays is the point.
        const int areas = 20, customers = 60, times = 7 * 96;
        int found = 0, bypasses = 0, wrong = 0, honest = 0;
        for (var seed = 0; seed < areas; seed++)
        {
            var random = new Random(seed);
            var thieves = Enumerable.Range(0, customers).OrderBy(_ => random.Next()).Take(random.Next(1, 4)).ToHashSet();
            var used = new List<double[]>();
            var loss = new double[times];
            for (var c = 0; c < customers; c++)
            {
                var (scale, share, phase) = (0.05 + random.NextDouble() * 0.3, thieves.Contains(c) ? 0.4 + random.NextDouble() * 0.4 : 0, random.Next(96));
                var metered = new double[times];
                for (var t = 0; t < times; t++)
                {
                    var truth = scale * (0.3 + Math.Max(0, Math.Sin((t + phase) * Math.PI / 48)) * (0.5 + random.NextDouble()) + (random.Next(20) == 0 ? 2 : 0));
                    metered[t] = Math.Floor(truth * (1 - share) * 100) / 100;
                    loss[t] += truth - metered[t];
                }

                used.Add(metered);
            }

            for (var t = 0; t < times; t++)
            {
                var load = used.Sum(one => one[t]);
                loss[t] += 0.05 + load * load * 0.002 + (random.NextDouble() - 0.5) * 0.05;
            }

            var names = Enumerable.Range(0, customers).Select(c => c.ToString("D2", CultureInfo.InvariantCulture)).ToList();
            var ranked = SuspectRanking.Rank(loss, names, used, new Dictionary<string, SuspectSignals>());
            var top = ranked.Take(thieves.Count).Count(one => thieves.Contains(int.Parse(one.Point, CultureInfo.InvariantCulture)));
            (found, bypasses) = (found + top, bypasses + thieves.Count);
            wrong += ranked.Count(one => one.Score > 0 && !thieves.Contains(int.Parse(one.Point, CultureInfo.InvariantCulture)));
            honest += customers - thieves.Count;
        }
#pragma warning restore CA5394
        output.WriteLine($"{found} of {bypasses} bypasses rank on top of their area; {wrong} of {honest} honest customers are suspected ({100.0 * wrong / honest:F1} %)");
        Assert.True(found >= bypasses * 0.95, $"{found} of {bypasses}");
        Assert.True(wrong <= honest * 0.05, $"{wrong} of {honest}");
    }

    [Fact]
    public void What_meters_told_weighs_beside_the_loss()
    {
        double[] flat = [1, 1, 1, 1];
        var ranked = SuspectRanking.Rank(new double[4], ["A", "B", "C"], [flat, flat, flat], new Dictionary<string, SuspectSignals>
        {
            ["B"] = new(CurrentThroughOpenRelay: 2),
            ["C"] = new(CoverOpened: 1),
        });
        Assert.Equal(["B", "C", "A"], ranked.Select(one => one.Point));
        Assert.Equal(["current through an open relay"], ranked[0].Reasons);
        Assert.Equal(0, ranked[2].Score);
    }

    [Fact]
    public void What_meters_told_of_an_area_is_collected_and_a_bypass_that_was_measured_ranks_on_top()
    {
        _rig.Import("areas", "area\nA\n");
        _rig.Import("points", "point,zone,max_kw,area,role,generation\nSUM,UTC,600,A,sum,no\nHONEST,UTC,60,A,customer,no\nPV,UTC,60,A,customer,yes\nBACK,UTC,60,A,customer,no\nRELAY,UTC,60,A,customer,no\nPHASE,UTC,60,A,customer,no\nCOVER,UTC,60,A,customer,no\n");
        string[] customers = ["HONEST", "PV", "BACK", "RELAY", "PHASE", "COVER"];
        Meters(["SUM", .. customers]);
        Fill("SUM", 65);
        foreach (var point in customers) Fill(point, 10);
        Fill("PV", 5, "1-0:2.8.0");
        Fill("BACK", 5, "1-0:2.8.0");
        foreach (var point in customers)
            for (var i = 1; i <= 96; i++)
            {
                var at = MeterDataRig.Day + i * 900;
                foreach (var (quantity, value) in (ReadOnlySpan<(int, string)>)[(32, "230.1"), (52, "229.8"), (72, "230.4")]) _rig.Told.Register($"M-{point}", at, value, $"1-0:{quantity}.7.0");
                // One phase carries nothing for an hour: of PHASE beside others that do, of HONEST while nothing is on.
                _rig.Told.Register($"M-{point}", at, point is "PHASE" or "HONEST" && i <= 4 ? "0.000" : "1.200", "1-0:31.7.0");
                _rig.Told.Register($"M-{point}", at, point == "HONEST" && i <= 4 ? "0.000" : "1.100", "1-0:51.7.0");
                _rig.Told.Register($"M-{point}", at, point == "HONEST" && i <= 4 ? "0.010" : "1.300", "1-0:71.7.0");
            }

        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var words = new ToldWords { Events = { ("M-COVER", "cover_open"), ("M-COVER", "magnetic_field"), ("M-NOBODY", "cover_open") }, Open = { ["M-RELAY"] = MeterDataRig.Day + 43_200 } };
        var signals = new SignalBook(_rig.Database, _rig.Told, words).Of("A", MeterDataRig.Date, MeterDataRig.Date);
        Assert.Equal(48, signals["RELAY"].CurrentThroughOpenRelay);
        Assert.Equal((4, 0), (signals["PHASE"].VoltageWithoutCurrent, signals["HONEST"].VoltageWithoutCurrent));
        Assert.Equal((1, 1), (signals["COVER"].CoverOpened, signals["COVER"].MagneticFields));
        var ranked = new LossBook(_rig.Database).Suspects("A", MeterDataRig.Date, MeterDataRig.Date, signals);
        Assert.Equal("RELAY", ranked[0].Point);
        Assert.Contains("energy fed in without generation", ranked.Single(static one => one.Point == "BACK").Reasons);
        Assert.All(ranked.Where(static one => one.Point is "PV" or "HONEST"), static one => Assert.DoesNotContain(one.Reasons, static reason => reason != "the area's loss goes with this point's use"));
    }

    private void Meters(string[] points)
    {
        var meters = _rig.Registry.Import("meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone\n"
            + string.Concat(points.Select((point, i) => $"M-{point},C-0002,0,{i:D12},dlt645-2007,one,2400,1,15,UTC\n")));
        Assert.True(meters.Applied, string.Join('\n', meters.Errors));
        _rig.Import("installations", "meter,point,from\n" + string.Concat(points.Select(point => $"M-{point},{point},2026-01-01T00:00:00Z\n")));
    }

    private void Fill(string point, long quarter, string obis = "1-0:1.8.0")
    {
        for (var i = 0; i <= 96; i++) _rig.Told.Register($"M-{point}", MeterDataRig.Day + i * 900, MeterDataRig.Text(10_000 + i * quarter), obis);
    }
}
