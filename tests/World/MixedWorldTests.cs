using System.Globalization;
using Wattline.Simulators.Block.Kinds;
using Xunit;

namespace Wattline.Tests.World;

/// <summary>The whole chain with meters of all protocols on one line; the utility's own register map brings the Modbus meters to the device.</summary>
public sealed class MixedWorldTests
{
    /// <summary>Simulated hours: few by default; <c>WATTLINE_MIXED_HOURS=168</c> runs a week.</summary>
    private static int Hours => int.TryParse(Environment.GetEnvironmentVariable("WATTLINE_MIXED_HOURS"), CultureInfo.InvariantCulture, out var hours) ? hours : 12;

    /// <summary>Seeds of the normal run; <c>WATTLINE_WORLD_SEEDS=from-to</c> runs others.</summary>
    public static TheoryData<int> Seeds
    {
        get
        {
            var asked = Environment.GetEnvironmentVariable("WATTLINE_WORLD_SEEDS")?.Split('-').Select(int.Parse).ToArray();
            return [.. asked is [var from, var to] ? Enumerable.Range(from, to - from + 1) : Enumerable.Range(1, 2)];
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Everything_that_meters_of_all_protocols_measured_is_stored_or_truly_explained(int seed)
    {
        using var world = new WorldRun(seed, Hours, faults: true, protocols: MeterKind.All);
        var problems = world.Run();
        Assert.True(problems.Count == 0, string.Join("\n", problems));
        Assert.True(world.Tally!.Stored > world.Tally.Expected / 2, $"seed {seed}: {world.Tally.Stored} of {world.Tally.Expected}");
    }

    [Fact]
    public void Without_faults_nothing_of_theirs_is_explained_or_flagged()
    {
        using var world = new WorldRun(seed: 1, 6, faults: false, protocols: MeterKind.All);
        var problems = world.Run();
        Assert.True(problems.Count == 0, string.Join("\n", problems));
    }
}
