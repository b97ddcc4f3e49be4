using Wattline.Simulators.Physics;
using Xunit;

namespace Wattline.Tests.Simulators.Physics;

public sealed class FaultPlanTests
{
    private const long Day = 86_400_000_000;

    private static readonly string[] _meters = [.. Enumerable.Range(0, 4 * 2 * 16).Select(i => $"meter {i}")];
    private static readonly string[] _lines = [.. Enumerable.Range(0, 8).Select(i => $"line {i}")];
    private static readonly string[] _parts = [.. Enumerable.Range(0, 4).Select(i => $"concentrator {i}"), "gateway"];
    private static readonly string[] _kiosks = [.. Enumerable.Range(0, 4).Select(i => $"kiosk {i}")];

    private static FaultPlan ThreeDays(int seed) => FaultPlan.Draw(
        seed, 3 * Day, (_meters, FaultRate.OfMeters), (_lines, FaultRate.OfLines), (_parts, FaultRate.OfLinks), (_parts, FaultRate.OfParts), (_parts, FaultRate.OfDisks), (_parts, FaultRate.OfFlashes), (_parts, FaultRate.OfClocks), (_kiosks, FaultRate.OfKiosks));

    [Fact]
    public void One_seed_is_one_plan()
    {
        Assert.Equal(ThreeDays(7).All, ThreeDays(7).All);
        Assert.NotEqual(ThreeDays(7).All, ThreeDays(8).All);
    }

    [Fact]
    public void Three_days_of_a_block_see_every_kind_and_most_meters_most_of_the_time()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var plan = ThreeDays(seed);
            Assert.All(Enum.GetValues<FaultKind>(), kind => Assert.True(plan.All.Any(fault => fault.Kind == kind), $"seed {seed}: no {kind}"));
            Assert.True(plan.All.Count(fault => fault.Kind == FaultKind.Crash) >= 5, $"seed {seed}");
            Assert.All(plan.All, fault => Assert.True(fault.StartMicros >= 0 && fault.EndMicros > fault.StartMicros && fault.EndMicros <= 3 * Day, $"seed {seed}: {fault}"));
            var meterDown = plan.All.Where(fault => fault.Kind is FaultKind.DeadMeter or FaultKind.SlowMeter).Sum(fault => fault.EndMicros - fault.StartMicros);
            Assert.InRange(meterDown / (double)(_meters.Length * 3 * Day), 0.001, 0.05);
            var lineDown = plan.All.Where(fault => fault.Kind is FaultKind.DeadLine or FaultKind.NoisyLine).Sum(fault => fault.EndMicros - fault.StartMicros);
            Assert.InRange(lineDown / (double)(_lines.Length * 3 * Day), 0.0001, 0.1);
        }
    }

    [Fact]
    public void Faults_of_one_kind_on_one_target_never_overlap()
    {
        foreach (var group in ThreeDays(3).All.GroupBy(fault => (fault.Kind, fault.Target)))
            Assert.All(group.Zip(group.Skip(1)), pair => Assert.True(pair.First.EndMicros < pair.Second.StartMicros, $"{pair}"));
    }

    [Fact]
    public void A_kind_occurs_though_its_rate_would_hardly_let_it()
    {
        var rare = new FaultRate(FaultKind.Echo, 1_000 * 86_400L, 60, 120, CountMin: 3);
        Assert.Equal(3, FaultPlan.Draw(1, Day, (_lines, [rare])).All.Count);
        Assert.Empty(FaultPlan.Draw(1, 1_000_000, (_lines, [rare])).All);
        Assert.Empty(FaultPlan.Draw(1, Day, ((string[])[], [rare])).All);
    }

    [Fact]
    public void An_oracle_learns_who_was_unreachable_when_and_why()
    {
        var plan = new FaultPlan(
        [
            new(FaultKind.SlowMeter, "a", 50, 80, 900),
            new(FaultKind.DeadMeter, "a", 10, 50, 0),
            new(FaultKind.DeadMeter, "b", 0, 100, 0),
        ]);
        Assert.Equal([FaultKind.DeadMeter], plan.Of("a", 0, 50).Select(fault => fault.Kind));
        Assert.Equal([FaultKind.DeadMeter, FaultKind.SlowMeter], plan.Of("a", 49, 51).Select(fault => fault.Kind));
        Assert.Empty(plan.Of("a", 80, 90));
        Assert.Empty(plan.Of("c", 0, 90));
        Assert.True(plan.Covered("a", 20, 80, FaultKind.DeadMeter, FaultKind.SlowMeter));
        Assert.False(plan.Covered("a", 20, 80, FaultKind.DeadMeter));
        Assert.False(plan.Covered("a", 9, 80, FaultKind.DeadMeter, FaultKind.SlowMeter));
    }

    [Fact]
    public void A_line_suffers_its_faults_from_start_to_end()
    {
        var clock = new VirtualClock();
        var line = new Rs485Line(clock, 1);
        var plan = new FaultPlan(
        [
            new(FaultKind.NoisyLine, "line", 100, 200, 1_000),
            new(FaultKind.Echo, "line", 150, 300, 0),
            new(FaultKind.DeadLine, "line", 200, 250, 0),
            new(FaultKind.NoiseBurst, "line", 260, 270, 5),
            new(FaultKind.LossyLine, "other", 0, 300, 1_000),
        ]);
        plan.Drive(clock, "line", line);
        clock.RunUntil(160);
        Assert.Equal((0.001, 0.0, true, false), (line.Faults.BitErrorRate, line.Faults.LossRate, line.Faults.Echo, line.Faults.Dead));
        clock.RunUntil(200);
        Assert.Equal((0.0, true, true), (line.Faults.BitErrorRate, line.Faults.Echo, line.Faults.Dead));
        clock.RunUntil(400);
        Assert.Equal((0.0, false, false, 5L), (line.Faults.BitErrorRate, line.Faults.Echo, line.Faults.Dead, line.CharactersSent));
    }

    [Fact]
    public void Seeds_of_parts_differ_by_name_and_run_and_never_by_process()
    {
        Assert.Equal(Seeds.Of(7, "line 0"), Seeds.Of(7, "line 0"));
        Assert.Equal(4_000, Enumerable.Range(0, 4_000).Select(i => Seeds.Of(i % 40, $"meter {i / 40}")).Distinct().Count());
        Assert.Equal(1490282728, Seeds.Of(7, "line 0"));
    }
}
