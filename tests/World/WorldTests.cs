using Xunit;

namespace Wattline.Tests.World;

public sealed class WorldTests
{
    private const int Hours = 30;

    /// <summary>Seeds of the normal run; <c>WATTLINE_WORLD_SEEDS=from-to</c> runs others.</summary>
    public static TheoryData<int> Seeds
    {
        get
        {
            var asked = Environment.GetEnvironmentVariable("WATTLINE_WORLD_SEEDS")?.Split('-').Select(int.Parse).ToArray();
            return [.. asked is [var from, var to] ? Enumerable.Range(from, to - from + 1) : Enumerable.Range(1, 20)];
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Everything_expected_is_stored_or_truly_explained(int seed)
    {
        using var world = new WorldRun(seed, Hours, faults: true);
        var problems = world.Run();
        Assert.True(problems.Count == 0, string.Join("\n", problems));
        Assert.True(world.Crashes >= 5, $"seed {seed}: only {world.Crashes} crashes");
        Assert.True(world.SessionsFound > 0, $"seed {seed}: no start of the gateway found a session again");
    }

    [Fact]
    public void Without_faults_nothing_is_explained_or_flagged()
    {
        using var world = new WorldRun(seed: 1, Hours, faults: false);
        var problems = world.Run();
        Assert.True(problems.Count == 0, string.Join("\n", problems));
    }
}
