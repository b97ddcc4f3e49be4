using System.Text.Json;
using Wattline.Cloud.Contracts;
using Wattline.Cloud.Metering.Registry;
using Wattline.Cloud.Store;
using Wattline.Tests.Cloud.Tests.Support;
using Wattline.Tests.Shared;
using Xunit;

namespace Wattline.Tests.Cloud.Tests.Metering;

public sealed class RegistryVersionTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_registry_made_anew_gives_no_number_out_again()
    {
        using var first = TestStore.Open(RegistrySchema.Tables);
        var lost = new MeterRegistry(first, _time);
        lost.Import(File(2400));
        lost.Import(File(9600));
        _time.Advance(TimeSpan.FromHours(1));
        using var second = TestStore.Open(RegistrySchema.Tables);
        var anew = new MeterRegistry(second, _time);
        anew.Import(File(4800));
        Assert.True(anew.Plan("C-1")!.Version > lost.Plan("C-1")!.Version);
        Assert.True(anew.Version() > lost.Version());
        Assert.NotEqual(lost.Snapshot("G1").Tag, anew.Snapshot("G1").Tag);
        Assert.True(anew.Plan("C-1")!.Version < int.MaxValue);
    }

    [Fact]
    public void A_gateway_keeps_the_plans_of_a_concentrator_that_it_was_the_last_to_be_heard_for()
    {
        using var database = TestStore.Open(RegistrySchema.Tables);
        var registry = new MeterRegistry(database, _time);
        registry.Import(File(2400));
        registry.Import(File(2400, "G2"));
        Assert.Empty(Plans(registry, "G1"));
        Assert.Equal([false], Plans(registry, "G1", "C-1").Select(p => p.Current));
        Assert.Equal([true], Plans(registry, "G2").Select(p => p.Current));
    }

    [Theory]
    [InlineData(-7_200, -3_600, "0")]
    [InlineData(0, 1, "0")]
    [InlineData(3_599, 3_600, "0")]
    [InlineData(3_599, 3_601, "0 3600")]
    [InlineData(3_600, 3_600, "3600")]
    [InlineData(5_000, 90_000, "3600 7200")]
    [InlineData(-90_000, 90_000, "0 3600 7200")]
    [InlineData(90_000, 90_000, "7200")]
    public void A_range_has_the_plans_that_were_in_force_in_it(long from, long to, string versions)
    {
        using var database = TestStore.Open(RegistrySchema.Tables);
        var registry = new MeterRegistry(database, _time);
        foreach (var baud in new[] { 2400, 9600, 4800 })
        {
            registry.Import(File(baud));
            _time.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(versions, string.Join(' ', registry.Plans("C-1", Wire.Day + from, Wire.Day + to).Select(plan => plan.Version - Wire.Day)));
        Assert.Empty(registry.Plans("C-9", Wire.Day + from, Wire.Day + to));
    }

    [Fact]
    public void Versions_that_no_journal_refers_to_any_more_leave_the_snapshot()
    {
        using var database = TestStore.Open(RegistrySchema.Tables);
        var registry = new MeterRegistry(database, _time);
        for (var i = 0; i < 30; i++)
        {
            registry.Import(File(i % 2 == 0 ? 2400 : 9600));
            _time.Advance(TimeSpan.FromHours(1));
        }

        var kept = Plans(registry, "G1");
        Assert.Equal(RegistryLimits.PlansKeptMax, kept.Count);
        Assert.Equal((Wire.Day + 29 * 3600, true), (kept[^1].Version, kept[^1].Current));
        _time.Advance(RegistryLimits.PlanKept);
        Assert.Equal([Wire.Day + 28 * 3600, Wire.Day + 29 * 3600], Plans(registry, "G1").Select(p => p.Version));
        Assert.NotNull(registry.Plan("C-1", Wire.Day));
    }

    private static string File(int baud, string gateway = "G1") =>
        "meter,concentrator,line,address,protocol,template,baud,phases,max_kw,zone,gateway\n" +
        $"M1,C-1,0,000000000161,dlt645-2007,dlt645-2007-energy,{baud},1,15,UTC,{gateway}\n";

    private static IReadOnlyList<PlanVersion> Plans(MeterRegistry registry, string gateway, params string[] heard) =>
        JsonSerializer.Deserialize(registry.Snapshot(gateway, heard).Json.Span, ContractsJson.Default.RegistrySnapshot)!.Plans;
}
