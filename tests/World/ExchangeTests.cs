using Wattline.Cloud.Metering.Registry;
using Wattline.Simulators.Block;
using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.World;

/// <summary>Another concentrator, with an empty flash, takes the place of the first while its kiosk serves customers: the kiosk goes on, whatever it is.</summary>
public sealed class ExchangeTests
{
    private const long HourMicros = 3_600_000_000, SlotMicros = 900_000_000;

    /// <summary>One of each kind; <c>WATTLINE_WORLD_SEEDS=from-to</c> runs others.</summary>
    public static TheoryData<int> SeedsOfKinds
    {
        get
        {
            var asked = Environment.GetEnvironmentVariable("WATTLINE_WORLD_SEEDS")?.Split('-').Select(int.Parse).ToArray();
            return [.. asked is [var from, var to] ? Enumerable.Range(from, to - from + 1) : Enumerable.Range(1, 4)];
        }
    }

    [Theory]
    [MemberData(nameof(SeedsOfKinds))]
    public void A_kiosk_goes_on_behind_another_concentrator(int seed)
    {
        var random = new Random(Seeds.Of(seed, "exchange"));
        var options = new BlockOptions { Concentrators = 1, Lines = 1, Meters = 3, Kiosks = 1, Seed = seed, CustomersUntilMicros = 0 };
        var concentrator = ResidentialBlock.Targets(options).Parts.First(static part => part != FaultTargets.Gateway);
        var faults = Enumerable.Range(1, 8).Select(hour => (2 * hour * HourMicros) + random.NextInt64(HourMicros)).Select((at, i) =>
            new Fault(FaultKind.Crash, concentrator, at, at + random.NextInt64(SlotMicros, 2 * SlotMicros), i % 2 == 0 ? WorldRun.Exchange : 0));
        using var world = new WorldRun(seed, hours: 20, faults: true, MeterTemplate.SinglePhaseMemory, new FaultPlan(faults));
        var problems = world.Run();
        Assert.True(problems.Count == 0, string.Join("\n", problems));
    }
}
