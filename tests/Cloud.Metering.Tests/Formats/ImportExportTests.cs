using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Wattline.Cloud.Metering.Formats;
using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Versions;
using Wattline.Gateway.Domain;
using Wattline.Tests.Cloud.Metering.Tests.Processing;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Formats;

public sealed class ImportExportTests : IDisposable
{
    private readonly MeterDataRig _rig = new("Australia/Brisbane");
    private readonly IntervalImport _import;

    public ImportExportTests()
    {
        _import = new IntervalImport(_rig.Database, _rig.Book, _rig.Time);
        _rig.Import("points", "point,zone,max_kw,length_s\nNMI0000001,Australia/Brisbane,15,1800\nNMI0000002,Australia/Brisbane,15,1800\n");
    }

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void What_goes_out_as_NEM12_comes_back_the_same()
    {
        var values = string.Join(',', Enumerable.Range(1, 48).Select(i => (i / 10m).ToString("0.0", CultureInfo.InvariantCulture)));
        var text = "100,NEM12,202603011200,MDP1,RETAILER\r\n200,NMI0000001,E1,E1,E1,N1,M0001,kWh,30,\r\n"
            + $"300,20260301,{values},A,,,,\r\n300,20260302,{values},V,,,,\r\n400,1,20,A,,\r\n400,21,30,S14,,\r\n400,31,31,N,,\r\n400,32,48,E52,,\r\n900\r\n";
        var taken = _import.TakeNem12(text);
        Assert.Equal((96, 2, null), (taken.Intervals, taken.Days, taken.Fault));
        var series = _rig.Series("NMI0000001");
        var read = _rig.Intervals.Read(series, MeterDataRig.Date, MeterDataRig.Date.AddDays(1));
        Assert.Equal(96, read.Count);
        Assert.Null(read[48 + 30].Amount);
        var written = Nem12Writer.Write("WATTLINE", _rig.Time.GetUtcNow(), [(series, read)]);
        Assert.Equal(0, _import.TakeNem12(written.Replace("NMI0000001", "NMI0000002", StringComparison.Ordinal)).Fault is null ? 0 : 1);
        var again = _rig.Intervals.Read(_rig.Series("NMI0000002"), MeterDataRig.Date, MeterDataRig.Date.AddDays(1));
        Assert.Equal(read.Select(one => (one.EndS, one.Amount?.ToDecimal(), one.Origin)), again.Select(one => (one.EndS, one.Amount?.ToDecimal(), one.Origin)));
        Assert.Equal(0, _import.TakeNem12(text).Days);
    }

    [Fact]
    public void A_file_of_a_point_that_is_not_there_or_off_the_grid_changes_nothing()
    {
        Assert.Contains("no point NMI9", _import.TakeNem12("100,NEM12,202603011200,MDP1,R\r\n200,NMI9,E1,E1,E1,N1,,kWh,30,\r\n300,20260301," + string.Join(',', Enumerable.Repeat("1", 48)) + ",A,,,,\r\n900\r\n").Fault!.Reason, StringComparison.Ordinal);
        var off = _import.TakeCsv("point,obis,end,length_s,amount\nNMI0000001,1-0:1.8.0,2026-03-01T00:30:00Z,1800,1.5\nNMI0000001,1-0:1.8.0,2026-03-01T00:40:00Z,1800,1.5\n");
        Assert.Equal(3, off.Fault!.Line);
        Assert.Empty(_rig.Intervals.SeriesOf("NMI0000001"));
    }

    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData("point,obis,end,length_s\n", 1, "lacks the column amount")]
    [InlineData("point,obis,end,length_s,amount\nP,1-0:1.8.0,2026-03-01T00:30:00Z,1800\n", 2, "4 fields; the header has 5")]
    [InlineData("point,obis,end,length_s,amount\nP,x,2026-03-01T00:30:00Z,1800,1\n", 2, "obis")]
    [InlineData("point,obis,end,length_s,amount\nP,1-0:1.8.0,yesterday,1800,1\n", 2, "end")]
    [InlineData("point,obis,end,length_s,amount\nP,1-0:1.8.0,2026-03-01T00:30:00Z,7,1\n", 2, "length_s")]
    [InlineData("point,obis,end,length_s,amount\nP,1-0:1.8.0,2026-03-01T00:30:00Z,1800,much\n", 2, "amount")]
    public void A_CSV_file_with_a_fault_is_refused_with_line_and_reason(string text, int line, string reason)
    {
        var fault = _import.TakeCsv(text).Fault!;
        Assert.Equal(line, fault.Line);
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void CSV_that_goes_out_comes_in_again()
    {
        _rig.Fill("M1", MeterDataRig.Day - 36_000, 96, 10_000, static i => i % 40);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        var text = new StringBuilder(IntervalCsv.Header + "\r\n");
        foreach (var view in _rig.Views("M1")) IntervalCsv.Append(text, _rig.Series("M1"), view);
        var csv = text.ToString().Replace("M1,", "M2,", StringComparison.Ordinal);
        Assert.Null(_import.TakeCsv(csv).Fault);
        Assert.Equal(_rig.Views("M1").Select(one => one.Amount), _rig.Views("M2").Select(one => one.Amount));
    }

    [Fact]
    public void An_estimate_that_goes_out_comes_in_as_one_and_not_as_measured()
    {
        _rig.Fill("M1", MeterDataRig.Day - 36_000, 96, 10_000, static i => 20 + i % 10, static i => i is < 30 or > 33);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date, ["M1"]);
        var text = new StringBuilder(IntervalCsv.Header + "\r\n");
        foreach (var view in _rig.Views("M1")) IntervalCsv.Append(text, _rig.Series("M1"), view);
        Assert.Null(_import.TakeCsv(text.ToString().Replace("M1,", "M2,", StringComparison.Ordinal)).Fault);
        Assert.Equal(_rig.Views("M1").Select(one => (one.Amount?.ToDecimal(), one.Origin, one.Quality)), _rig.Views("M2").Select(one => (one.Amount?.ToDecimal(), one.Origin, one.Quality)));
        Assert.Equal(5, _rig.Views("M2").Count(static one => one.Origin == IntervalOrigin.Estimated));
    }

    [Theory]
    [InlineData("P,1-0:1.8.0,2026-03-01T00:30:00Z,1800,1,measured,\n", 2, "origin")]
    [InlineData("P,1-0:1.8.0,2026-03-01T00:30:00Z,1800,1,3,\n", 2, "origin")]
    [InlineData("P,1-0:1.8.0,2026-03-01T00:30:00Z,1800,1,,9.9.9\n", 2, "quality")]
    [InlineData("P,1-0:1.8.0,2026-03-01T00:30:00,1800,1,,\n", 2, "offset")]
    [InlineData("P,1-0:1.8.0,2026-03-01T00:30:00Z,1800,1,,\nP,1-0:1.8.0,2026-03-01T00:30:00Z,1800,1.0,,\nP,1-0:1.8.0,2026-03-01T00:30:00Z,1800,2,,\n", 4, "line 2 says something else")]
    public void What_a_line_says_of_its_amount_is_checked_too(string lines, int line, string reason)
    {
        var fault = _import.TakeCsv("point,obis,end,length_s,amount,origin,quality\n" + lines).Fault!;
        Assert.Equal(line, fault.Line);
        Assert.Contains(reason, fault.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Green_Button_has_blocks_by_day_and_says_what_is_estimated()
    {
        _rig.Fill("M1", MeterDataRig.Day - 36_000, 96, 10_000, static i => i % 40, static i => i != 30);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        using var stream = new MemoryStream();
        EspiWriter.Write(stream, _rig.Series("M1"), isMultiplied: false, _rig.Zone, _rig.Time.GetUtcNow(), _rig.Views("M1"));
        var feed = XDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).Root!;
        XNamespace espi = "http://naesb.org/espi";
        var readings = feed.Descendants(espi + "IntervalReading").ToList();
        Assert.Equal(96, readings.Count);
        Assert.Equal(Enumerable.Range(0, 96).Sum(static i => i % 40) * 10_000L, readings.Sum(one => (long)one.Element(espi + "value")!));
        Assert.Equal(["9", "9"], feed.Descendants(espi + "quality").Select(one => one.Value));
        Assert.Equal("900", feed.Descendants(espi + "intervalLength").Single().Value);
        Assert.Equal(("-3", "72", "1"), (feed.Descendants(espi + "powerOfTenMultiplier").Single().Value, feed.Descendants(espi + "uom").Single().Value, feed.Descendants(espi + "commodity").Single().Value));
        // Every entry says where it is and what it is one of; what belongs together is found by its links.
        XNamespace atom = "http://www.w3.org/2005/Atom";
        string[] Links(string content, string relation) => [.. feed.Elements(atom + "entry").Where(one => one.Element(atom + "content")!.Element(espi + content) is not null)
            .SelectMany(one => one.Elements(atom + "link")).Where(one => (string)one.Attribute("rel")! == relation).Select(static one => (string)one.Attribute("href")!)];
        Assert.All(feed.Elements(atom + "entry"), one => Assert.Equal(["self", "up"], one.Elements(atom + "link").Select(static link => (string)link.Attribute("rel")!).Take(2)));
        Assert.Equal(Links("UsagePoint", "related").Order(), Links("LocalTimeParameters", "self").Concat(Links("MeterReading", "up")).Order());
        Assert.Equal(Links("MeterReading", "related").Order(), Links("ReadingType", "self").Concat(Links("IntervalBlock", "up")).Order());
        Assert.Equal(feed.Elements(atom + "entry").Count(), feed.Elements(atom + "entry").Select(one => (string)one.Element(atom + "id")!).Distinct().Count());
        // Elements in the order of the schema.
        Assert.Equal(
            ["accumulationBehaviour", "commodity", "dataQualifier", "flowDirection", "intervalLength", "kind", "phase", "powerOfTenMultiplier", "uom"],
            feed.Descendants(espi + "ReadingType").Single().Elements().Select(static one => one.Name.LocalName));
        Assert.Equal(["dstEndRule", "dstOffset", "dstStartRule", "tzOffset"], feed.Descendants(espi + "LocalTimeParameters").Single().Elements().Select(static one => one.Name.LocalName));
        Assert.Equal(["ReadingQuality", "timePeriod", "value"], readings[29].Elements().Select(static one => one.Name.LocalName));
        var block = feed.Descendants(espi + "IntervalBlock").Single();
        Assert.Equal(86_400, (long)block.Element(espi + "interval")!.Element(espi + "duration")!);
    }

    [Theory]
    [InlineData("America/New_York", -18_000, 3_600, "360E2000", "B40E2000")]
    [InlineData("Europe/Berlin", 3_600, 3_600, "3E0E2000", "AE0E3000")]
    [InlineData("Australia/Lord_Howe", 37_800, 1_800, "A40E2000", "440E2000")]
    [InlineData("Asia/Shanghai", 28_800, 0, "00000000", "00000000")]
    [InlineData("Asia/Kolkata", 19_800, 0, "00000000", "00000000")]
    public void Green_Button_says_the_zone_and_its_summer_time(string zone, int offset, int summer, string start, string end)
    {
        using var stream = new MemoryStream();
        EspiWriter.Write(stream, new IntervalSeries(1, "P1", Obis.Parse("1-0:1.8.0"), 900), false, TimeZoneInfo.FindSystemTimeZoneById(zone), _rig.Time.GetUtcNow(), []);
        XNamespace espi = "http://naesb.org/espi";
        var time = XDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).Descendants(espi + "LocalTimeParameters").Single();
        Assert.Equal(
            [end, summer.ToString(CultureInfo.InvariantCulture), start, offset.ToString(CultureInfo.InvariantCulture)], time.Elements().Select(static one => one.Value));
    }

    [Fact]
    public void A_range_without_end_is_refused()
    {
        _rig.Fill("M1", MeterDataRig.Day - 36_000, 96, 10_000, static i => i % 40);
        _rig.Run.Run(MeterDataRig.Date, MeterDataRig.Date);
        Assert.Throws<ArgumentOutOfRangeException>(() => _rig.Intervals.Read(_rig.Series("M1"), new DateOnly(1, 1, 1), new DateOnly(9999, 12, 31)));
    }
}
