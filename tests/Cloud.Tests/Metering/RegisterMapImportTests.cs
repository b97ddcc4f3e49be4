using Wattline.Cloud.Metering.Import;
using Wattline.Cloud.Metering.RegisterMaps;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Store;
using Wattline.Firmware.Meters.Modbus;
using Wattline.Firmware.Plans;
using Wattline.Gateway.Runtime.Down;
using Wattline.Gateway.Uplinks;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Metering;

/// <summary>A utility's own register map, from the file to the plan that a device takes.</summary>
public sealed class RegisterMapImportTests : IDisposable
{
    private const string Header = "meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone,parity\n";

    private const string Map = """
        map = hiking-dds238
        function = 3
        registers = 20
        serial 0015 u32 - 0
        1-0:32.7.0 000C u16 V 1 scale=-1
        1-0:31.7.0 000D u16 A 2 scale=-2
        1-0:16.7.0 000E s16 kW 3 scale=-3
        1-0:1.8.0 000A u32 kWh 2 scale=-2 order=low-first
        """;

    private readonly Database _database = TestStore.Open(RegistrySchema.Tables);
    private readonly ManualTime _time = new();
    private readonly MeterRegistry _registry;

    public RegisterMapImportTests()
    {
        _registry = new MeterRegistry(_database, _time);
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public void A_map_is_posted_and_the_device_is_asked_to_read_by_it()
    {
        Assert.Equal((true, 1, 0), _registry.ImportMap(Map) is var first ? (first.Applied, first.Added, first.ErrorsTotal) : default);
        Assert.True(_registry.Import(Header + "M1,C-1,0,17/12345678,modbus-rtu,hiking-dds238,9600,1,15,UTC,none\n").Applied);

        var plan = Decoded();
        var tag = plan.Template(0).Reads[0].Tag;
        Assert.Equal((1, 3, 0x0A, 4), (plan.Template(0).Reads.Length, ModbusTag.Function(tag), ModbusTag.Start(tag), plan.Template(0).Channels));
        Assert.Equal((true, 0x15, ModbusType.U32), (ModbusTag.HasNumber(tag), ModbusTag.NumberStart(tag), ModbusTag.NumberType(tag)));
        // In the order of their registers: energy, voltage, current, power.
        Assert.Equal([(0, ModbusType.U32, -2, true), (2, ModbusType.U16, -1, false), (3, ModbusType.U16, -2, false), (4, ModbusType.S16, -3, false)],
            Enumerable.Range(0, 4).Select(i => (ModbusTag.Offset(tag, i), ModbusTag.Type(tag, i), ModbusTag.Scale(tag, i), ModbusTag.IsLowFirst(tag, i))));
        Assert.Equal((17, 12_345_678L, 0, 9600), (ModbusAddress.Unit(plan.Addresses, 0), ModbusAddress.Number(plan.Addresses, 0), (int)plan.Parities[0], plan.Bauds[0]));
    }

    [Fact]
    public void The_same_map_again_changes_nothing_and_another_makes_a_new_plan()
    {
        _registry.ImportMap(Map);
        _registry.Import(Header + "M1,C-1,0,17,modbus-rtu,hiking-dds238,9600,1,15,UTC,none\nM2,C-2,0,000000000161,dlt645-2007,dlt645-2007-energy,2400,1,15,UTC,\n");
        var before = (_registry.Plan("C-1")!.Version, _registry.Plan("C-2")!.Version);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((true, 0, 0, 1, 0), _registry.ImportMap(Map) is var same ? (same.Applied, same.Added, same.Changed, same.Unchanged, same.PlansMade) : default);
        var changed = Map.Replace("000D u16 A 2", "000F u16 A 2", StringComparison.Ordinal);
        Assert.Equal((false, 1, 1), _registry.ImportMap(changed, new ImportOptions(DryRun: true)) is var dry ? (dry.Applied, dry.Changed, dry.PlansMade) : default);
        Assert.Equal(before, (_registry.Plan("C-1")!.Version, _registry.Plan("C-2")!.Version));
        Assert.Equal((true, 1, 1), _registry.ImportMap(changed) is var result ? (result.Applied, result.Changed, result.PlansMade) : default);
        Assert.True(_registry.Plan("C-1")!.Version > before.Item1);
        Assert.Equal(before.Item2, _registry.Plan("C-2")!.Version);
    }

    [Fact]
    public void Every_line_of_a_map_that_does_not_fit_is_told_and_nothing_is_changed()
    {
        var result = _registry.ImportMap(Map + "\n1-0:2.8.0 000B u32 kWh 2 scale=-2\n1-0:99 0020 u16 V 1 scale=-1\n");

        Assert.Equal((false, 2), (result.Applied, result.ErrorsTotal));
        Assert.Equal([9, 10], result.Errors.Select(static error => error.Line));
        Assert.Equal("its registers overlap those of line 5", result.Errors[0].Reason);
        Assert.DoesNotContain(_registry.Templates(), static template => template.Name == "hiking-dds238");
        Assert.Equal((false, "'mbus-heat' is a template of mbus"), _registry.ImportMap(Map.Replace("hiking-dds238", "mbus-heat", StringComparison.Ordinal)) is var taken ? (taken.Applied, taken.Errors[0].Reason) : default);
    }

    [Fact]
    public void A_device_takes_every_template_of_the_product()
    {
        var lines = MeterTemplate.BuiltIn.Select(static (template, i) => $"M{i},C-1,{i % 4},{AddressOf(template.Protocol, i + 1)},{template.Protocol},{template.Name},2400,1,15,Asia/Shanghai,\n");
        var imported = _registry.Import(Header + string.Concat(lines));
        Assert.True(imported.Applied, string.Join("; ", imported.Errors));

        var plan = Decoded();
        Assert.Equal(MeterTemplate.BuiltIn.Count, plan.Meters);
        foreach (var template in MeterTemplate.BuiltIn)
            Assert.Contains(plan.Templates, one => one.Channels == template.Reads.Sum(static read => read.Channels.Count) && one.Reads.Length == template.Reads.Count);
    }

    [Theory]
    [InlineData("modbus-rtu", "0", "address")]
    [InlineData("modbus-rtu", "248", "address")]
    [InlineData("modbus-rtu", "17/0", "address")]
    [InlineData("modbus-rtu", "17/1234567890123456789", "address")]
    [InlineData("cjt188", "10/0000000000001", "address")]
    [InlineData("cjt188", "AA/00000000000001", "address")]
    [InlineData("mbus", "254", "address")]
    [InlineData("mbus", "1234567", "address")]
    [InlineData("mbus", "1234567F", "address")]
    [InlineData("mbus", "12345678FFFF0107", "address")]
    public void An_address_that_is_none_is_told_and_no_device_would_take_it(string protocol, string address, string column)
    {
        var result = _registry.Import(Header + $"M1,C-1,0,{address},{protocol},{TemplateOf(protocol)},2400,1,15,UTC,\n");
        Assert.Equal([column], result.Errors.Select(static error => error.Column));
        var number = protocol switch { "modbus-rtu" => 2, "cjt188" => 3, _ => 4 };
        Assert.False(Wattline.Firmware.Meters.MeterProtocols.Find(number).PackAddress(address, new byte[16], 0));
    }

    [Theory]
    [InlineData("modbus-rtu", "247/123456789012345678")]
    [InlineData("cjt188", "30/00000000000001")]
    [InlineData("mbus", "250")]
    [InlineData("mbus", "1/12345678")]
    [InlineData("mbus", "12345678")]
    [InlineData("mbus", "1234567857A80107")]
    public void An_address_that_is_one_is_taken_by_a_device(string protocol, string address)
    {
        var result = _registry.Import(Header + $"M1,C-1,0,{address},{protocol},{TemplateOf(protocol)},2400,1,15,UTC,odd\n");
        Assert.True(result.Applied, string.Join("; ", result.Errors));
        Assert.Equal(1, (int)Decoded().Parities[0]);
    }

    [Fact]
    public void Two_meters_of_one_unit_are_told_whatever_their_numbers()
    {
        var result = _registry.Import(Header + "M1,C-1,0,17/1,modbus-rtu,eastron-sdm120,9600,1,15,UTC,none\nM2,C-1,0,17/2,modbus-rtu,eastron-sdm120,9600,1,15,UTC,none\nM3,C-1,0,17,mbus,mbus-heat,2400,1,15,UTC,even\nM4,C-1,0,18/5,modbus-rtu,acrel-adl400,9600,3,15,UTC,sometimes\n");
        Assert.Equal([(3, "address"), (5, "address"), (5, "parity")], result.Errors.Select(static error => (error.Line, error.Column)).Order());
    }

    private static string TemplateOf(string protocol) => protocol switch { "modbus-rtu" => "eastron-sdm120", "cjt188" => "cjt188-water", _ => "mbus-heat" };

    private static string AddressOf(string protocol, int number) => protocol switch
    {
        "modbus-rtu" => $"{number}",
        "cjt188" => $"10/{number:D14}",
        "mbus" => $"{number}/{number:D8}",
        _ => $"{number:D12}",
    };

    private Plan Decoded()
    {
        Assert.True(RegistryMapper.TryRead(_registry.Snapshot("G1").Json.Span, out var state, out var faults), string.Join("; ", faults));
        Assert.Empty(faults);
        var bytes = DownMessages.Plan(Assert.Single(state.CurrentPlans)).ToArray();
        var decoder = new PlanDecoder(RegistryLimits.LinesMax);
        Assert.Equal(PlanRefusal.None, decoder.Decode(bytes, 0, bytes.Length, 1));
        return decoder.Plan;
    }
}
