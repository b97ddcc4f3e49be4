using System.Text;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Store;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Storage;
using Wattline.Gateway.Runtime.Down;
using Wattline.Gateway.Uplinks;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Metering;

/// <summary>What the registry lets in, devices take.</summary>
public sealed class RegistryLimitsTests : IDisposable
{
    private const string Header = "meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone\n";
    private readonly Database _database = TestStore.Open(RegistrySchema.Tables);
    private readonly MeterRegistry _registry;

    public RegistryLimitsTests()
    {
        _registry = new MeterRegistry(_database, new ManualTime());
    }

    public void Dispose() => _database.Dispose();

    [Fact]
    public void The_registry_asks_for_no_more_than_the_firmware_takes()
    {
        Assert.True(RegistryLimits.LinesMax <= PlanLimits.LinesMax);
        Assert.True(RegistryLimits.MetersOfConcentratorMax <= PlanLimits.MetersMax);
        Assert.True(RegistryLimits.TemplatesOfConcentratorMax <= PlanLimits.TemplatesMax);
        Assert.True(RegistryLimits.ValuesOfConcentratorMax <= PlanLimits.ValuesMax);
        Assert.True(RegistryLimits.PlanBytesMax <= JournalLimits.MessageBytesMax);
        Assert.InRange(RegistryLimits.EverySecondsMin, PlanLimits.EveryMin, PlanLimits.EveryMax);
        Assert.InRange(RegistryLimits.EverySecondsMax, PlanLimits.EveryMin, PlanLimits.EveryMax);
        Assert.All(RegistryLimits.Bauds, baud => Assert.InRange(baud, PlanLimits.BaudMin, PlanLimits.BaudMax));
    }

    [Fact]
    public void A_device_takes_a_plan_of_meters_with_a_memory()
    {
        var lines = Enumerable.Range(1, 300).Select(i => $"M{i},C-1,{i % RegistryLimits.LinesMax},{i:D12},dlt645-2007,{MeterTemplate.SinglePhaseMemory},9600,1,15,Asia/Shanghai\n");
        Assert.True(_registry.Import(Header + string.Concat(lines)).Applied);
        Assert.True(RegistryMapper.TryRead(_registry.Snapshot("G1").Json.Span, out var state, out var faults), string.Join("; ", faults));
        var bytes = DownMessages.Plan(Assert.Single(state.CurrentPlans)).ToArray();
        Assert.InRange(bytes.Length, 1, RegistryLimits.PlanBytesMax);
        var decoder = new PlanDecoder(RegistryLimits.LinesMax);
        Assert.Equal(PlanRefusal.None, decoder.Decode(bytes, 0, bytes.Length, 1));
        Assert.Equal((62, 480, 7), (decoder.Plan.Horizon, (int)decoder.Plan.Zones[299], decoder.Plan.Template(299).Tasks.Length));
    }

    [Fact]
    public void A_device_takes_the_largest_plan_that_the_registry_makes()
    {
        var lines = Enumerable.Range(1, RegistryLimits.MetersOfConcentratorMax).Select(i =>
            $"M{i},C-1,{i % RegistryLimits.LinesMax},{i:D12},dlt645-2007,{(i % 2 == 0 ? "dlt645-2007-energy" : "dlt645-2007-single-phase")},115200,1,15,UTC\n");
        Assert.True(_registry.Import(Header + string.Concat(lines)).Applied);
        Assert.True(RegistryMapper.TryRead(_registry.Snapshot("G1").Json.Span, out var state, out var faults), string.Join("; ", faults));
        var bytes = DownMessages.Plan(Assert.Single(state.CurrentPlans)).ToArray();
        Assert.InRange(bytes.Length, 1, RegistryLimits.PlanBytesMax);
        Assert.Equal(PlanRefusal.None, new PlanDecoder(RegistryLimits.LinesMax).Decode(bytes, 0, bytes.Length, 1));
    }

    [Theory]
    [InlineData(20, 128, "bytes")]
    [InlineData(5, 64, "values")]
    public void A_plan_too_large_is_refused_at_the_line_that_makes_it_so(int obisChars, int channels, string reason)
    {
        var obis = "1-0:255.255.255.255*255"[..obisChars];
        var reads = new StringBuilder("[");
        for (var i = 0; i < channels; i++) reads.Append(i == 0 ? "" : ",").Append($$"""{"id":"0001FF00","channels":[{"obis":"{{obis}}","decimals":2,"unit":"kWh"}]}""");
        for (var i = 0; i < 4; i++)
            _database.Write(c => c.Execute("INSERT INTO read_template (name, protocol, reads) VALUES (@Name, 'dlt645-2007', @Reads)", new { Name = $"big{i}", Reads = reads + "]" }));
        var result = _registry.Import(Header + string.Concat(Enumerable.Range(1, 200).Select(i => $"M{i},C-1,0,{i:D12},dlt645-2007,big{(reason == "bytes" ? i % 4 : 0)},2400,1,15,UTC\n")));
        Assert.False(result.Applied);
        Assert.All(result.Errors, error => Assert.Equal("concentrator", error.Column));
        Assert.Contains(reason, result.Errors[0].Reason, StringComparison.Ordinal);
    }
}
