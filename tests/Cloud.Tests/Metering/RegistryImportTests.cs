using System.Text.Json;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Store;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Metering;

public sealed class RegistryImportTests : IDisposable
{
    private const string Header = "meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone,point_of_delivery,gateway,every_s\n";
    private const string Good = Header
        + "M1,C-0001,0,000000000161,dlt645-2007,dlt645-2007-single-phase,2400,1,15,UTC,POD-1,G1,900\n"
        + "M2,C-0001,1,000000000162,dlt645-2007,dlt645-2007-energy,9600,3,45.5,UTC,,G1,\n"
        + "M3,C-0002,0,000000000163,dlt645-2007,dlt645-2007-single-phase,2400,1,15,UTC,,,\n";

    private readonly Database _database = TestStore.Open(RegistrySchema.Tables);
    private readonly ManualTime _time = new();
    private readonly MeterRegistry _registry;

    public RegistryImportTests()
    {
        _registry = new MeterRegistry(_database, _time);
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public void A_file_makes_meters_concentrators_and_plans()
    {
        var result = _registry.Import(Good);
        Assert.Equal((true, 3, 3, 0, 0, 2), (result.Applied, result.Lines, result.Added, result.Changed, result.Unchanged, result.PlansMade));
        Assert.Empty(result.Errors);
        Assert.Equal(new MeterEntry("M2", "C-0001", 1, "000000000162", "dlt645-2007", "dlt645-2007-energy", 9600, 3, "45.5", "UTC", null), _registry.Meter("M2"));
        Assert.Equal([new("C-0001", "G1", 900), new("C-0002", "", 900)], _registry.Concentrators());
        Assert.Equal(["M1", "M2"], _registry.Plan("C-0001")!.Meters.Select(m => m.Id));
        Assert.Null(_registry.Meter("M9"));
    }

    [Fact]
    public void The_same_file_again_changes_nothing()
    {
        var first = _registry.Import(Good);
        var again = _registry.Import(Good);
        Assert.Equal((true, 0, 0, 3, 0), (again.Applied, again.Added, again.Changed, again.Unchanged, again.PlansMade));
        Assert.Equal(first.RegistryVersion, again.RegistryVersion);
    }

    [Fact]
    public void A_dry_run_says_what_would_happen_and_changes_nothing()
    {
        var result = _registry.Import(Good, new ImportOptions(DryRun: true));
        Assert.Equal((false, 3, 2), (result.Applied, result.Added, result.PlansMade));
        Assert.Empty(_registry.Meters());
        Assert.Equal(0, _registry.Version());
    }

    [Fact]
    public void A_plan_gets_a_new_version_only_when_its_content_changes()
    {
        _registry.Import(Good);
        var zoneOnly = _registry.Import(Good.Replace(",UTC,POD-1", ",Etc/UTC,POD-1", StringComparison.Ordinal));
        Assert.Equal((1, 0), (zoneOnly.Changed, zoneOnly.PlansMade));
        var rate = _registry.Import(Good.Replace("000000000162,dlt645-2007,dlt645-2007-energy,9600", "000000000162,dlt645-2007,dlt645-2007-energy,2400", StringComparison.Ordinal));
        Assert.Equal(1, rate.PlansMade);
        Assert.Equal((Wire.Day + 1, Wire.Day), (_registry.Plan("C-0001")!.Version, _registry.Plan("C-0002")!.Version));
    }

    [Fact]
    public void A_meter_that_moves_changes_both_plans_and_old_versions_stay()
    {
        _registry.Import(Good);
        _registry.Import(Good.Replace("M1,C-0001", "M1,C-0002", StringComparison.Ordinal).Replace("000000000161", "000000000171", StringComparison.Ordinal));
        Assert.Equal(["M2"], _registry.Plan("C-0001")!.Meters.Select(m => m.Id));
        Assert.Equal(["M3", "M1"], _registry.Plan("C-0002")!.Meters.Select(m => m.Id));
        using var snapshot = JsonDocument.Parse(_registry.Snapshot("G1").Json);
        var plans = snapshot.RootElement.GetProperty("plans").EnumerateArray()
            .Select(p => $"{p.GetProperty("concentrator")} {p.GetProperty("version").GetInt64() - Wire.Day} {p.GetProperty("current")}");
        Assert.Equal(["C-0001 0 False", "C-0001 1 True", "C-0002 0 False", "C-0002 1 True"], plans);
    }

    [Fact]
    public void The_snapshot_is_the_contracts_document_and_holds_only_the_gateways_concentrators()
    {
        _registry.Import(Good);
        var asGatewaysReadIt = JsonSerializer.Deserialize(_registry.Snapshot("G1").Json.Span, ContractsJson.Default.RegistrySnapshot)!;
        Assert.Equal(["C-0001", "C-0002"], asGatewaysReadIt.Plans.Select(p => p.Concentrator));
        var mine = JsonDocument.Parse(_registry.Snapshot("G1").Json).RootElement;
        var theirs = JsonDocument.Parse(_registry.Snapshot("G2").Json).RootElement;
        Assert.Equal(_registry.Snapshot("G1").Tag, _registry.Snapshot("G1").Tag);
        Assert.NotEqual(_registry.Snapshot("G1").Tag, _registry.Snapshot("G2").Tag);
        Assert.Equal(["C-0002"], theirs.GetProperty("plans").EnumerateArray().Select(p => p.GetProperty("concentrator").GetString()));
        var plan = mine.GetProperty("plans")[0];
        Assert.Equal(900, plan.GetProperty("every_s").GetInt32());
        var read = plan.GetProperty("templates")[0].GetProperty("reads")[0];
        Assert.Equal("0001FF00", read.GetProperty("id").GetString());
        Assert.Equal("""{"obis":"1-0:1.8.0","decimals":2,"unit":"kWh"}""", read.GetProperty("channels")[0].GetRawText());
        Assert.Equal(
            """{"id":"M2","line":1,"address":"000000000162","template":1,"baud":9600,"phases":3,"max_kw":"45.5"}""",
            plan.GetProperty("meters")[1].GetRawText());
    }

    [Theory]
    [InlineData("M/1,C1,0,000000000161,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,", "meter")]
    [InlineData("M9,C.1,0,000000000161,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,", "concentrator")]
    [InlineData("M9,C1,-1,000000000161,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,", "line")]
    [InlineData("M9,C1,99999999999999999999,000000000161,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,", "line")]
    [InlineData("M9,C1,0,161,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,", "address")]
    [InlineData("M9,C1,0,999999999999,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,", "address")]
    [InlineData("M9,C1,0,000000000161,morse,dlt645-2007-energy,2400,1,15,UTC,,,", "protocol")]
    [InlineData("M9,C1,0,000000000161,dlt645-2007,none,2400,1,15,UTC,,,", "template")]
    [InlineData("M9,C1,0,000000000161,dlt645-2007,dlt645-2007-energy,2401,1,15,UTC,,,", "baud")]
    [InlineData("M9,C1,0,000000000161,dlt645-2007,dlt645-2007-energy,2400,2,15,UTC,,,", "phases")]
    [InlineData("M9,C1,0,000000000161,dlt645-2007,dlt645-2007-energy,2400,1,0,UTC,,,", "max_kw")]
    [InlineData("M9,C1,0,000000000161,dlt645-2007,dlt645-2007-energy,2400,1,1e3,UTC,,,", "max_kw")]
    [InlineData("M9,C1,0,000000000161,dlt645-2007,dlt645-2007-energy,2400,1,15,Mars/Base,,,", "zone")]
    [InlineData("M9,C1,0,000000000161,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,7", "every_s")]
    [InlineData("M9,C1,0,000000000161,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,3601", "every_s")]
    [InlineData("M9,C1,0", "")]
    [InlineData("M1,\"C1,0", "")]
    public void A_wrong_field_is_told_with_line_column_and_reason(string line, string column)
    {
        var result = _registry.Import(Good + line + "\n");
        var error = Assert.Single(result.Errors);
        Assert.Equal((5, column), (error.Line, error.Column));
        Assert.NotEmpty(error.Reason);
        Assert.False(result.Applied);
        Assert.Empty(_registry.Meters());
        Assert.Equal(0, _registry.Version());
        Assert.Equal(0, result.RegistryVersion);
    }

    [Fact]
    public void All_faults_of_a_file_are_told_at_once_in_order()
    {
        var result = _registry.Import(Header + "M/1,C.1,x,y,z,,,,,,,,\nM1,C1\nM2,C1,0,000000000161,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,\nM2,C1,0,000000000162,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,\n");
        Assert.Equal([2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 5], result.Errors.Select(e => e.Line));
        Assert.Equal("line 4 has this meter already", result.Errors[^1].Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("meter,line\n")]
    [InlineData("meter,meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone\n")]
    [InlineData("\"meter\n")]
    public void A_header_that_does_not_serve_is_refused(string csv)
    {
        var result = _registry.Import(csv);
        Assert.All(result.Errors, e => Assert.Equal(1, e.Line));
        Assert.NotEmpty(result.Errors);
        Assert.False(result.Applied);
    }

    [Fact]
    public void Good_lines_can_be_taken_beside_bad_ones()
    {
        var result = _registry.Import(Good + "M4,C-0002,0,1,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,\n", new ImportOptions(GoodLines: true));
        Assert.Equal((true, 3, 1), (result.Applied, result.Added, result.ErrorsTotal));
        Assert.Equal(3, _registry.Meters().Count);
    }

    [Fact]
    public void Two_meters_with_one_address_on_a_line_are_refused_and_an_exchange_of_addresses_is_not()
    {
        var two = _registry.Import(Good + "M4,C-0002,0,000000000163,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,\n");
        Assert.Equal((5, "address"), (two.Errors[0].Line, two.Errors[0].Column));

        _registry.Import(Good);
        var known = _registry.Import(Header + "M4,C-0002,0,000000000163,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,\n");
        Assert.Contains("M3", Assert.Single(known.Errors).Reason, StringComparison.Ordinal);

        var header = Header + "M5,C-9,0,000000000001,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,\nM6,C-9,0,000000000002,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,\n";
        Assert.True(_registry.Import(header).Applied);
        var swapped = header.Replace("01,dlt", "0x,dlt", StringComparison.Ordinal).Replace("02,dlt", "01,dlt", StringComparison.Ordinal).Replace("0x,dlt", "02,dlt", StringComparison.Ordinal);
        Assert.True(_registry.Import(swapped).Applied);
        Assert.Equal("000000000002", _registry.Meter("M5")!.Address);
    }

    [Fact]
    public void Lines_that_disagree_on_their_concentrator_are_refused()
    {
        var result = _registry.Import(Good.Replace("45.5,UTC,,G1,", "45.5,UTC,,G7,3600", StringComparison.Ordinal));
        Assert.Equal(["gateway", "every_s"], result.Errors.Select(e => e.Column));
        Assert.All(result.Errors, e => Assert.Equal(3, e.Line));
    }

    [Fact]
    public void A_file_that_says_nothing_of_gateway_and_slots_keeps_what_is_known()
    {
        _registry.Import(Good.Replace("G1,900", "G1,1800", StringComparison.Ordinal));
        _registry.Import(Good.Replace("G1,900", ",", StringComparison.Ordinal).Replace(",G1,", ",,", StringComparison.Ordinal));
        Assert.Equal(new ConcentratorEntry("C-0001", "G1", 1800), _registry.Concentrators()[0]);
    }

    [Fact]
    public void Too_many_meters_on_one_concentrator_are_refused()
    {
        var lines = Enumerable.Range(1, RegistryLimits.MetersOfConcentratorMax + 1)
            .Select(i => $"M{i},C1,0,{i:D12},dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,,,\n");
        var result = _registry.Import(Header + string.Concat(lines));
        Assert.Equal("concentrator", Assert.Single(result.Errors).Column);
    }

    [Fact]
    public void Columns_may_stand_in_any_order_and_strange_ones_are_ignored()
    {
        var result = _registry.Import("zone,max_kw,phases,baud,template,protocol,address,line,concentrator,meter,colour\nUTC,15,1,2400,dlt645-2007-energy,dlt645-2007,000000000161,0,C1,M1,\"red, blue\"\n");
        Assert.True(result.Applied);
        Assert.Equal("C1", _registry.Meter("M1")!.Concentrator);
    }
}
