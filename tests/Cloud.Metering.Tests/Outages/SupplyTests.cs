using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Outages;
using Wattline.Cloud.Metering.Processing;
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
    public void What_the_meters_load_records_pass_over_for_lack_of_supply_is_no_supply_in_intervals_completeness_and_indices()
    {
        _rig.Import("points", "point,zone,max_kw\nP1,UTC,15\n");
        _rig.Import("installations", "meter,point,from\nM1,P1,2026-01-01T00:00:00Z\n");
        // No power_down record came: the slots from 06:00 to 12:00 were silent, and the records that were read afterwards say why.
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i is >= 24 and < 48 ? 0 : 10, static i => i is < 24 or > 48);
        for (var i = 24; i <= 48; i++)
        {
            _rig.Told.Register("M1", MeterDataRig.Day + i * 900, null, reason: QualityTable.Silent);
            _rig.Told.Register("M1", MeterDataRig.Day + i * 900, null, reason: QualityTable.NoSupply, kind: ReadingKind.Freeze);
        }

        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var views = _rig.Views("P1");
        Assert.Equal(7.2m, MeterDataRig.Sum(views));
        Assert.Equal(Enumerable.Range(24, 24), Enumerable.Range(0, 96).Where(i => views[i].Origin == IntervalOrigin.NoSupply));
        var day = Assert.Single(_rig.Completeness.Days("P1", MeterDataRig.Date, MeterDataRig.Date));
        Assert.Equal((24L, 2L, 0L, 0L), (day.NoSupply, day.Estimated, day.Missing, day.Closing));
        Assert.Equal([new KeyValuePair<string, long>("no_supply", 1), new("missing", 1)], day.Causes.OrderByDescending(static pair => pair.Key, StringComparer.Ordinal).ToList());
        var indices = new SupplyBook(_rig.Database).Indices(MeterDataRig.Day, MeterDataRig.Day + 86_400);
        Assert.Equal((1, 1m, 360m), (indices.Points, indices.Saifi, indices.Saidi));
    }

    [Theory]
    [InlineData(10, IntervalOrigin.NoSupply, "no_supply")]
    [InlineData(11, IntervalOrigin.Estimated, "not_in_memory")]
    public void Slots_that_the_meters_memory_explains_at_one_go_have_that_cause(int number, IntervalOrigin origin, string name)
    {
        Assert.True(QualityTable.TryFromCause(number, out var cause));
        _rig.Database.Write(static connection => connection.Execute(
            "INSERT INTO read_template (name, protocol, reads) VALUES ('kept', 'dlt645-2007', '{\"protocol\":\"dlt645-2007\",\"reads\":[{\"id\":\"00010000\",\"channels\":[{\"obis\":\"1-0:1.8.0\",\"decimals\":2,\"unit\":\"kWh\"}]}],\"tasks\":[{\"type\":\"daily\",\"when\":86400,\"depth\":62,\"reads\":[]},{\"type\":\"profile\",\"when\":900,\"depth\":3840,\"reads\":[]}]}')"));
        Assert.True(_rig.Registry.Import("meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone\nM1,C-0001,0,000000000161,dlt645-2007,kept,2400,1,15,UTC\n").Applied);
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, i => i is >= 24 and < 48 && number == 10 ? 0 : 10, static i => i is <= 24 or >= 48);
        // Of the first task, the daily freezes, nothing follows for slots.
        _rig.Told.Gaps.Add(new ToldGap("M1", null, MeterDataRig.Day, MeterDataRig.Day + 86_400, QualityTable.NoDate, 0));
        _rig.Told.Gaps.Add(new ToldGap("M1", null, MeterDataRig.Day + 24 * 900, MeterDataRig.Day + 48 * 900, cause, 1));
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        Assert.All(_rig.Views("M1"), (view, i) => Assert.Equal(i is >= 24 and < 48 ? origin : IntervalOrigin.Registers, view.Origin));
        var day = Assert.Single(_rig.Completeness.Days("M1", MeterDataRig.Date, MeterDataRig.Date));
        if (origin == IntervalOrigin.Estimated) Assert.Equal(new KeyValuePair<string, long>(name, 24), Assert.Single(day.Causes));
        else Assert.Empty(day.Causes);
    }

    [Fact]
    public void A_concentrators_outage_is_the_cause_where_nothing_was_written_and_a_day_of_nothing_is_expected_all_the_same()
    {
        _rig.Fill("M1", MeterDataRig.Day - 86_400, 96, 10_000, static _ => 10);
        _rig.Told.Gaps.Add(new ToldGap(null, "C-0001", MeterDataRig.Day + 900, MeterDataRig.Day + 86_400, QualityTable.ConcentratorDown, null));
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        var day = Assert.Single(_rig.Completeness.Days("M1", MeterDataRig.Date, MeterDataRig.Date));
        Assert.Equal((96L, 96L, 0L), (day.Expected, day.Missing, day.Closing));
        Assert.Equal(new KeyValuePair<string, long>("concentrator_down", 96), Assert.Single(day.Causes));
        Assert.All(_rig.Views("M1"), static view => Assert.True(view.Quality.Has(QualityTable.ConcentratorDown) && view.Quality.BlocksBill));
    }

    [Fact]
    public void Before_a_meter_was_there_nothing_is_expected_of_its_point()
    {
        _rig.Import("points", "point,zone,max_kw\nP1,UTC,15\n");
        _rig.Import("installations", "meter,point,from,start\nM1,P1,2026-03-01T06:00:00Z,1-0:1.8.0=100.00\n");
        _rig.Fill("M1", MeterDataRig.Day + 6 * 3_600, 72, 10_000, static _ => 10);
        _rig.Run.Run(MeterDataRig.Date.AddDays(-2), MeterDataRig.Date, ["P1"]);
        var day = Assert.Single(_rig.Completeness.Days("P1", MeterDataRig.Date.AddDays(-2), MeterDataRig.Date));
        Assert.Equal((72L, 72L, 0L), (day.Expected, day.InTime, day.Closing));
    }

    [Fact]
    public void Two_that_told_of_one_failure_told_of_one_interruption_and_its_time_is_not_counted_twice()
    {
        _rig.Import("points", "point,zone,max_kw\nP1,UTC,15\n");
        _rig.Import("installations", "meter,point,from\nM1,P1,2026-01-01T00:00:00Z\n");
        var book = new SupplyBook(_rig.Database);
        book.Tell("M1", MeterDataRig.Day + 6 * 3_600, MeterDataRig.Day + 8 * 3_600);
        book.Tell("M1", MeterDataRig.Day + 6 * 3_600 + 7, MeterDataRig.Day + 9 * 3_600);
        var indices = book.Indices(MeterDataRig.Day, MeterDataRig.Day + 86_400);
        Assert.Equal((1m, 180m), (indices.Saifi, indices.Saidi));
        // Used before and after: nothing of it falls into the failure, whatever the records' number.
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i is >= 24 and < 36 ? 0 : 10, static i => i is < 24 or > 36);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var views = _rig.Views("P1");
        Assert.Equal(8.4m, MeterDataRig.Sum(views));
        Assert.Equal(12, views.Count(static view => view.Origin == IntervalOrigin.NoSupply));
    }

    [Fact]
    public void A_failure_without_an_end_ends_when_the_meter_answers_again()
    {
        new SupplyBook(_rig.Database).Tell("M1", MeterDataRig.Day + 6 * 3_600, null);
        _rig.Fill("M1", MeterDataRig.Day, 96, 10_000, static i => i >= 24 ? 0 : 10, static i => i is <= 24 or >= 48);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        Assert.All(_rig.Views("M1"), static (view, i) => Assert.Equal(i is >= 24 and < 48 ? IntervalOrigin.NoSupply : IntervalOrigin.Registers, view.Origin));
    }

    [Fact]
    public void Silences_are_a_meters_a_lines_or_the_supplys_and_end_when_the_meter_answers()
    {
        var meters = _rig.Registry.Import("meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone\n"
            + "M3,C-0001,1,000000000163,dlt645-2007,one,2400,1,15,UTC\nM4,C-0001,1,000000000164,dlt645-2007,one,2400,1,15,UTC\n");
        Assert.True(meters.Applied, string.Join('\n', meters.Errors));
        // M1 is silent alone; M3 and M4 are all of line 1; M2 had no supply for an hour.
        Silent("M1", 10, 13);
        Silent("M2", 20, 23);
        Silent("M3", 40, 41);
        Silent("M4", 40, 43);
        new SupplyBook(_rig.Database).Tell("M2", MeterDataRig.Day + 20 * 900 - 60, MeterDataRig.Day + 23 * 900 + 60);
        var silences = new OutageBook(_rig.Database, _rig.Told).Of("C-0001", MeterDataRig.Day, MeterDataRig.Day + 86_400);
        Assert.Equal(
            [
                ("M1", OutageKind.SilentMeter, 10, 14, true), ("M2", OutageKind.SupplyCut, 20, 24, true), ("M3", OutageKind.DeadLine, 40, 42, true),
                // The line answered again, and this one of its meters did not.
                ("M4", OutageKind.DeadLine, 40, 42, false), ("M4", OutageKind.SilentMeter, 42, 44, true),
            ],
            silences.Select(static one => (one.Meter, one.Kind, Slot(one.From), Slot(one.To), one.IsOver)));

        static int Slot(long at) => (int)((at - MeterDataRig.Day) / 900);

        void Silent(string meter, int first, int last)
        {
            for (var i = 1; i <= 96; i++) _rig.Told.Register(meter, MeterDataRig.Day + i * 900, i >= first && i <= last ? null : "1.00", reason: i >= first && i <= last ? QualityTable.Silent : null);
        }
    }

    [Fact]
    public void The_pass_rate_of_voltage_counts_phases_and_lines_by_how_the_meter_is_connected()
    {
        _rig.Import("points", "point,zone,max_kw\nP1,UTC,15\nP2,UTC,15\n");
        _rig.Import("installations", "meter,point,from,wiring\nM1,P1,2026-01-01T00:00:00Z,four_wire\nM2,P2,2026-01-01T00:00:00Z,three_wire\n");
        string[][] volts = [["221.0", "236.0", "0.0"], ["381.0", "6553.5", "350.0"]];
        for (var meter = 0; meter < 2; meter++)
            for (var phase = 0; phase < 3; phase++)
                _rig.Told.Register($"M{meter + 1}", MeterDataRig.Day + 900, volts[meter][phase], $"1-0:{32 + phase * 20}.7.0");
        var book = new VoltageBook(_rig.Database, _rig.Told);
        var both = book.Of(MeterDataRig.Date, MeterDataRig.Date);
        Assert.Equal((4L, 2L, 1L, 1L), (both.Readings, both.Passed, both.Above, both.Below));
        Assert.Equal(0.5m, book.Of(MeterDataRig.Date, MeterDataRig.Date, point: "P1").PassRate);
        // Phase B of three wires is not doubted for the FF that it shows; a line voltage of 381 V is no phase that is too high.
        _rig.Told.Register("M1", MeterDataRig.Day + 900, "100.00");
        _rig.Told.Register("M2", MeterDataRig.Day + 900, "100.00");
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        Assert.Equal(
            ["M1 1-0:52.7.0", "M1 1-0:72.7.0", "M2 1-0:72.7.0"],
            _rig.Database.Read(static connection => connection.Query<string>("SELECT meter || ' ' || obis FROM reading_flag ORDER BY meter, obis").ToList()));
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
