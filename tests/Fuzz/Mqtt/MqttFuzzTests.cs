using System.Globalization;
using Wattline.Gateway.Mqtt;
using Xunit;

namespace Wattline.Tests.Fuzz.Mqtt;

/// <summary>
/// Packets and sequences of packets of both versions against the stepped endpoint. WATTLINE_FUZZ_CASES sets how many packets,
/// WATTLINE_FUZZ_SEED with which world they begin.
/// </summary>
public sealed class MqttFuzzTests
{
    private const int SmokePackets = 40_000;
    private const int PacketsOfAWorld = 400;
    private const int WorldsBetweenWeighings = 2_000;

    /// <summary>A world is some 100 kB; what grows from world to world shows long before this.</summary>
    private const long MemoryMax = 64L << 20;

    [Fact]
    public void Any_sequence_of_packets_gives_answers_or_a_named_end_and_nobody_else_suffers()
    {
        using var metrics = new MqttMetrics();
        var reasons = new HashSet<CloseReason>();
        var acknowledged = 0L;
        var first = Setting("WATTLINE_FUZZ_SEED", 1);
        var worlds = Math.Max(1, Setting("WATTLINE_FUZZ_CASES", SmokePackets) / PacketsOfAWorld);
        for (var seed = first; seed < first + worlds; seed++)
        {
            try
            {
                using var world = new FuzzWorld(seed, metrics);
                acknowledged += world.Run(PacketsOfAWorld, reasons);
                world.End();
            }
#pragma warning disable CA1031 // Whatever comes out is the finding.
            catch (Exception broken)
#pragma warning restore CA1031
            {
                Assert.Fail($"WATTLINE_FUZZ_SEED={seed}: {broken}");
            }
            if ((seed - first) % WorldsBetweenWeighings == 1)
            {
                Assert.InRange(GC.GetTotalMemory(forceFullCollection: true), 0, MemoryMax);
            }
        }
        // A fuzzer that always fails at the door tests the door only.
        Assert.True(worlds < 50 || reasons.Count > 20, string.Join(' ', reasons));
        Assert.True(acknowledged > 10L * worlds, $"{acknowledged} acknowledgements in {worlds} worlds");
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
