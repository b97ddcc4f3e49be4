using System.Globalization;
using System.Text;
using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Metering.Tables;
using Wattline.Cloud.Store;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Tables;

public sealed class RegistryBookTests : IDisposable
{
    private const string Meters = "meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone,point_of_delivery,gateway,every_s,parity\n"
        + "M1,C-0001,0,000000000161,dlt645-2007,one,2400,1,15,Asia/Shanghai,,G1,900,\n"
        + "M2,C-0001,0,000000000162,dlt645-2007,one,2400,1,15,Asia/Shanghai,,G1,900,\n";

    private const string Areas = "area,parent,name,loss_percent_max\nF1,,Feeder 1,10\nA1,F1,\"Yard, east\",8\n";

    private const string Points = "point,customer,point_of_delivery,parent,area,role,zone,max_kw,length_s,active,proxy,tariff,generation\n"
        + "P-SUM,,,,A1,sum,Asia/Shanghai,630,900,yes,,,no\n"
        + "P1,Wang,POD-1,,A1,customer,Asia/Shanghai,15,900,yes,,CN-1,yes\n"
        + "P2,Li,,P1,A1,inner,Asia/Shanghai,5,1800,no,P1,,no\n";

    private const string InstallationHeader = "meter,point,from,to,ct,pt,wiring,digits,primary,start,end\n";

    private readonly Database _database = Database.InMemory(RegistrySchema.Tables);
    private readonly RegistryBook _book;
    private readonly MeterRegistry _registry;

    public RegistryBookTests()
    {
        var time = new ManualTime();
        _registry = new MeterRegistry(_database, time);
        _database.Write(connection => connection.Execute(
            "INSERT INTO read_template (name, protocol, reads) VALUES ('one', 'dlt645-2007', '[{\"id\":\"00010000\",\"channels\":[{\"obis\":\"1-0:1.8.0\",\"decimals\":2,\"unit\":\"kWh\"}]}]')"));
        _book = new RegistryBook(_database, time);
        Assert.True(_registry.Import(Meters).Applied);
        Assert.True(_book.Import("areas", Areas)!.Applied);
        var points = _book.Import("points", Points)!;
        Assert.True(points.Applied, string.Join('\n', points.Errors));
    }

    public void Dispose() => _database.Dispose();

    [Theory]
    [InlineData("areas", Areas)]
    [InlineData("points", Points)]
    [InlineData("meters", Meters)]
    public void A_file_comes_back_the_same_and_again_changes_nothing(string file, string text)
    {
        var exported = _book.Export(file)!;
        Assert.Equal(text.Split('\n').Order(StringComparer.Ordinal), exported.Split('\n').Order(StringComparer.Ordinal));
        var again = file == "meters" ? _registry.Import(exported) : _book.Import(file, exported)!;
        Assert.Equal((true, 0, 0), (again.Applied, again.Added, again.Changed));
        Assert.Equal(exported, _book.Export(file));
    }

    [Fact]
    public void An_exchange_a_change_of_transformers_and_a_file_that_comes_back()
    {
        const string text = InstallationHeader
            + "M1,P1,2026-01-01T00:00:00Z,2026-03-01T02:00:00Z,1,1,single_phase,6,,,1-0:1.8.0=500.25\n"
            + "M2,P1,2026-03-01T02:00:00Z,2026-03-05T00:00:00Z,200/5,1,four_wire,6,1-0:16.7.0,1-0:1.8.0=0.10,1-0:1.8.0=7.00\n"
            + "M2,P1,2026-03-05T00:00:00Z,,400/5,1,four_wire,6,1-0:16.7.0,1-0:1.8.0=7.00,\n";
        var result = _book.Import("installations", text)!;
        Assert.Empty(result.Errors);
        Assert.Equal(3, result.Added);
        Assert.Equal(text, _book.Export("installations"));
        Assert.Equal(0, _book.Import("installations", _book.Export("installations")!)!.Changed);
        Assert.Equal(["M1", "M2", "M2"], _book.InstallationsOf("P1").Select(one => one.Meter));
    }

    [Theory]
    [InlineData("M1,P2,2026-02-01T00:00:00Z,,1,1,single_phase,6,,1-0:1.8.0=1,", "meter", "meter M1 is at point P1")]
    [InlineData("M2,P1,2026-02-01T00:00:00Z,,1,1,single_phase,6,,1-0:1.8.0=1,", "point", "point P1 has meter M1")]
    [InlineData("M9,P2,2026-02-01T00:00:00Z,,1,1,single_phase,6,,,", "meter", "no meter M9")]
    [InlineData("M2,P9,2026-02-01T00:00:00Z,,1,1,single_phase,6,,,", "point", "no point P9")]
    [InlineData("M2,P2,2026-02-01T00:00:00Z,,abc,1,single_phase,6,,,", "ct", "is no multiplier")]
    [InlineData("M2,P2,2026-02-01T00:00:00Z,,100/3,1,single_phase,6,,,", "ct", "is no multiplier")]
    [InlineData("M2,P2,2026-02-01T00:00:00Z,,0,1,single_phase,6,,,", "ct", "is no multiplier")]
    [InlineData("M2,P2,2026-02-01T00:00:00Z,,1,-10000/100,single_phase,6,,,", "pt", "is no multiplier")]
    [InlineData("M2,P2,2026-02-01 00:00,,1,1,single_phase,6,,,", "from", "with its offset")]
    [InlineData("M2,P2,2026-02-01T00:00:00Z,2026-01-01T00:00:00Z,1,1,single_phase,6,,,1-0:1.8.0=1", "to", "not after from")]
    [InlineData("M2,P2,2026-02-01T00:00:00Z,2026-02-02T00:00:00Z,1,1,single_phase,6,,,", "end", "values at the removal are needed of 1-0:1.8.0")]
    [InlineData("M2,P2,2026-02-01T00:00:00Z,,1,1,single_phase,6,,nonsense,", "start", "registers and values")]
    public void What_cannot_be_is_refused_with_line_column_and_reason(string line, string column, string reason)
    {
        Assert.True(_book.Import("installations", InstallationHeader + "M1,P1,2026-01-01T00:00:00Z,,1,1,single_phase,6,,,\n")!.Applied);
        var result = _book.Import("installations", InstallationHeader + line + "\n")!;
        var error = Assert.Single(result.Errors);
        Assert.Equal((2, column), (error.Line, error.Column));
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.False(result.Applied);
        Assert.Single(_book.InstallationsOf("P1"));
    }

    [Fact]
    public void A_meters_area_is_that_of_the_point_at_which_it_is_then()
    {
        Assert.True(_book.Import("installations", InstallationHeader
            + "M1,P1,2026-01-01T00:00:00Z,2026-03-01T02:00:00Z,1,1,single_phase,6,,,1-0:1.8.0=500.25\n"
            + "M2,P1,2026-03-01T02:00:00Z,,200/5,1,four_wire,6,1-0:16.7.0,1-0:1.8.0=0.10,\n")!.Applied);
        var exchanged = new DateTimeOffset(2026, 3, 1, 2, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        Assert.Equal(["A1", null, null, "A1"], new[] { ("M1", exchanged - 1), ("M1", exchanged), ("M2", exchanged - 1), ("M2", exchanged) }.Select(one => _book.AreaOf(one.Item1, one.Item2)));
        Assert.Null(_book.AreaOf("M9", exchanged));
    }

    [Fact]
    public void An_exchange_without_the_new_meters_values_and_a_stay_with_others_are_refused()
    {
        var exchanged = _book.Import("installations", InstallationHeader
            + "M1,P1,2026-01-01T00:00:00Z,2026-03-01T02:00:00Z,1,1,single_phase,6,,,1-0:1.8.0=500.25\n"
            + "M2,P1,2026-03-01T02:00:00Z,,200/5,1,four_wire,6,,,\n")!;
        Assert.Contains("another meter was there before", Assert.Single(exchanged.Errors).Reason, StringComparison.Ordinal);
        var stayed = _book.Import("installations", InstallationHeader
            + "M1,P1,2026-01-01T00:00:00Z,2026-03-01T02:00:00Z,1,1,single_phase,6,,,1-0:1.8.0=500.25\n"
            + "M1,P1,2026-03-01T02:00:00Z,,200/5,1,single_phase,6,,1-0:1.8.0=500.26,\n")!;
        Assert.Contains("the meter stayed", Assert.Single(stayed.Errors).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("areas", "area,parent\nA1,A1\n", "parent")]
    [InlineData("areas", "area,parent\nF1,A1\n", "parent")]
    [InlineData("areas", "area,parent\nA9,A8\n", "parent")]
    [InlineData("points", "point,zone,max_kw,area\nP5,UTC,1,A9\n", "area")]
    [InlineData("points", "point,zone,max_kw,parent\nP1,UTC,1,P2\n", "parent")]
    [InlineData("points", "point,zone,max_kw,proxy\nP5,UTC,1,P5\n", "proxy")]
    [InlineData("points", "point,zone,max_kw,length_s\nP5,UTC,1,700\n", "length_s")]
    [InlineData("tariffs", "tariff,number,from,period\nT,64,2026-01-01,peak\n", "number")]
    [InlineData("tariffs", "tariff,number,from,period\nT,1,2026-13-01,peak\n", "from")]
    public void Circles_and_what_is_not_there_are_refused(string file, string text, string column)
    {
        var result = _book.Import(file, text)!;
        Assert.Equal(column, Assert.Single(result.Errors).Column);
        Assert.False(result.Applied);
    }

    [Fact]
    public void Tariff_numbers_mean_what_they_mean_on_that_day()
    {
        Assert.True(_book.Import("tariffs", "tariff,number,from,period\nCN-1,1,2025-01-01,sharp\nCN-1,1,2026-03-01,deep\nCN-1,2,2025-01-01,peak\n")!.Applied);
        Assert.Equal("sharp", _book.PeriodOf("CN-1", 1, new DateOnly(2026, 2, 28)));
        Assert.Equal("deep", _book.PeriodOf("CN-1", 1, new DateOnly(2026, 3, 1)));
        Assert.Null(_book.PeriodOf("CN-1", 1, new DateOnly(2024, 3, 1)));
        Assert.Null(_book.PeriodOf("CN-1", 9, new DateOnly(2026, 3, 1)));
    }

    [Fact]
    public void Every_change_is_in_the_audit_with_who_and_how_it_was()
    {
        _book.Import("points", Points.Replace("P1,Wang", "P1,Zhao", StringComparison.Ordinal), new ImportOptions(Who: "clerk"));
        var entry = _book.Audit("P1")[0];
        Assert.Equal(("clerk", "points", "P1"), (entry.Who, entry.Table, entry.Key));
        Assert.Contains("Wang", entry.Before, StringComparison.Ordinal);
        Assert.Contains("Zhao", entry.After, StringComparison.Ordinal);
        Assert.Null(_book.Audit("P2").Single().Before);
        Assert.Single(_book.Audit("M1"));
        var count = _book.Audit(limit: 1_000).Count;
        _book.Import("points", _book.Export("points")!, new ImportOptions(Who: "clerk"));
        Assert.Equal(count, _book.Audit(limit: 1_000).Count);
    }

    /// <summary>Point 13 of the users' list: bulk configuration, idempotent, with an error for each line; and what was exported can be imported.</summary>
    [Fact]
    public void Point_13_of_a_hundred_thousand_lines_with_fifty_bad_ones_fifty_are_named_and_the_others_taken_or_none()
    {
        var text = new StringBuilder("point,customer,zone,max_kw,area\n");
        for (var i = 0; i < 100_000; i++)
            text.Append(CultureInfo.InvariantCulture, $"X{i:D6},C{i},Asia/Shanghai,{(i % 2_000 == 7 ? "much" : "13.8")},A1\n");
        var whole = _book.Import("points", text.ToString())!;
        Assert.Equal((false, 100_000, 50), (whole.Applied, whole.Lines, whole.ErrorsTotal));
        Assert.Equal(3, _book.Points().Count);
        var good = _book.Import("points", text.ToString(), new ImportOptions(GoodLines: true))!;
        Assert.Equal((true, 99_950, 50), (good.Applied, good.Added, good.ErrorsTotal));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i * 2_000 + 9), good.Errors.Select(error => error.Line));
        Assert.All(good.Errors, error => Assert.Equal("max_kw", error.Column));
        var again = _book.Import("points", text.ToString(), new ImportOptions(GoodLines: true))!;
        Assert.Equal((0, 0, 99_950), (again.Added, again.Changed, again.Unchanged));
    }
}
