using System.Globalization;
using Wattline.Cloud.Metering.Registry;
using Wattline.Simulators.Block;
using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.World;

/// <summary>
/// Days of meters with a memory: the network is away for days, a meter is, the power is cut in the middle of writes,
/// another concentrator takes the place of the first, its clock jumps, and for a week it has no time. <c>WATTLINE_WORLD_DAYS=35</c> makes it a month and its end, with as
/// many seeds as <c>WATTLINE_WORLD_SEEDS</c> says.
/// </summary>
public sealed class MonthTests
{
    private const long HourMicros = 3_600_000_000;

    private static int Days => int.Parse(Environment.GetEnvironmentVariable("WATTLINE_WORLD_DAYS") ?? "4", CultureInfo.InvariantCulture);

    public static TheoryData<int> Seeds
    {
        get
        {
            var asked = Environment.GetEnvironmentVariable("WATTLINE_WORLD_SEEDS")?.Split('-').Select(int.Parse).ToArray();
            return [.. asked is [var from, var to] ? Enumerable.Range(from, to - from + 1) : Enumerable.Range(1, 1)];
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_interval_and_freeze_is_stored_once_or_truly_explained(int seed)
    {
        var hours = Days * 24;
        using var world = new WorldRun(seed, hours, faults: true, MeterTemplate.SinglePhaseMemory, Faults(seed, hours), Clocks(seed, hours));
        var problems = world.Run();
        var tally = world.Tally!;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seed {seed}: {Days} days; {world.Crashes} crashes, {world.ClockJumps} clock jumps; {tally.Expected} values of slots: {tally.Stored} stored, {tally.Remembered} of them from load profiles, {tally.Explained} explained ({string.Join(", ", tally.ExplainedBy.Select(one => $"{one.Key} {one.Value}"))}); {world.FreezesStored} values of freezes"));
        Assert.True(problems.Count == 0, string.Join("\n", problems));
        Assert.True(world.FreezesStored > 0, "nothing was frozen");
        Assert.True(world.Remembered > 0, "no load profile was read");
        Assert.True(world.Unsupplied > 0, "nobody said that a meter had no supply");
    }

    [Fact]
    public void Without_faults_every_freeze_is_stored_and_nothing_explained()
    {
        using var world = new WorldRun(seed: 1, hours: 50, faults: false, MeterTemplate.SinglePhaseMemory);
        var problems = world.Run();
        Assert.True(problems.Count == 0, string.Join("\n", problems));
    }

    /// <summary>Four jumps, and a fifth of the run, at 35 days a week, without the time: from 65 to 85 %.</summary>
    private static WorldClockFaults Clocks(int seed, int hours)
    {
        var random = new Random(Wattline.Simulators.Physics.Seeds.Of(seed, "clock"));
        long[] jumps = [3 * 3_600_000L, -2 * 86_400_000L, 40 * 86_400_000L, -20_000L];
        return new WorldClockFaults(
            [.. jumps.Select(jump => (random.NextInt64(HourMicros, (long)(0.6 * hours * HourMicros)), jump))], (long)(0.65 * hours * HourMicros), (long)(0.85 * hours * HourMicros));
    }

    /// <summary>In parts of the run: a meter away from 10 to 16 %, the network from 20 to 29 %, a meter without supply for four hours from 31 %, an exchange at 55 %, 20 power cuts anywhere else.</summary>
    private static FaultPlan Faults(int seed, int hours)
    {
        var random = new Random(Wattline.Simulators.Physics.Seeds.Of(seed, "month"));
        var options = new BlockOptions { Concentrators = 1, Lines = 1, Meters = 3, Kiosks = 1, Seed = seed, CustomersUntilMicros = 0 };
        var targets = ResidentialBlock.Targets(options);
        var concentrator = targets.Parts.First(part => part != FaultTargets.Gateway);
        var faults = new List<Fault>
        {
            new(FaultKind.DeadMeter, targets.Meters[random.Next(targets.Meters.Count)], At(0.10), At(0.16), 0),
            new(FaultKind.DeadMeter, targets.Meters[0], Minute(At(0.31) + HourMicros / 7), Minute(At(0.31) + HourMicros * 31 / 7), MemoryOracle.WithoutSupply),
            new(FaultKind.LinkDown, targets.Links[0], At(0.20), At(0.29), 0),
            new(FaultKind.Crash, concentrator, At(0.55), At(0.55) + HourMicros / 2, WorldRun.Exchange),
        };
        while (faults.Count < 24)
        {
            var start = random.NextInt64(HourMicros, (hours - 2) * HourMicros);
            var fault = new Fault(FaultKind.Crash, concentrator, start, start + random.NextInt64(2_000_000, 1_200_000_000), 0);
            if (!faults.Exists(other => other.Target == concentrator && other.Touches(fault.StartMicros - HourMicros / 4, fault.EndMicros + HourMicros / 4)))
                faults.Add(fault);
        }

        return new FaultPlan(faults);

        // What a meter measures is looked at by the minute.
        static long Minute(long micros) => micros / 60_000_000 * 60_000_000;

        long At(double part) => (long)(part * hours * HourMicros);
    }
}
