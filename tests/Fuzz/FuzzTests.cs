using System.Globalization;
using Xunit;

namespace Wattline.Tests.Fuzz;

/// <summary>
/// The one door to fuzzing. A smoke of every target in the normal run; WATTLINE_FUZZ_CASES for a long one,
/// WATTLINE_FUZZ_SEED to begin elsewhere or to replay a finding, WATTLINE_FUZZ_TARGET for those whose name has it.
/// </summary>
public sealed class FuzzTests
{
    private const int SmokeCases = 1_500;

    /// <summary>What one input may allocate beside what its bytes do: the decoder's fixed tables.</summary>
    private const int FixedBytes = 1 << 20;

    public static TheoryData<string> Names() =>
        [.. Targets.All.Select(target => target.Name).Where(name => name.Contains(Environment.GetEnvironmentVariable("WATTLINE_FUZZ_TARGET") ?? "", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Any_bytes_give_a_value_or_a_reason_in_bounded_memory(string name)
    {
        var target = Targets.All.Single(t => t.Name == name);
        // What is made once, at the first use, is not an input's.
        foreach (byte[] good in target.Corpus) target.Run(good);
        int first = Setting("WATTLINE_FUZZ_SEED", 1);
        int cases = Setting("WATTLINE_FUZZ_CASES", SmokeCases);
        for (int seed = first; seed < first + cases; seed++)
        {
            byte[] input = Mutator.Make(target, seed);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                target.Run(input);
            }
#pragma warning disable CA1031 // Whatever comes out is the finding.
            catch (Exception broken)
#pragma warning restore CA1031
            {
                Assert.Fail($"{name}: seed {seed}, input {Convert.ToHexString(input)}: {broken}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated <= FixedBytes + ((long)target.BytesForAByte * input.Length), $"{name}: seed {seed}, {allocated} bytes allocated for an input of {input.Length}");
        }
    }

    [Fact]
    public void Every_target_accepts_what_it_begins_with()
    {
        foreach (var target in Targets.All)
        {
            // Vectors hold refused frames too; elsewhere everything must be good, or nothing behind the first check is reached.
            int accepted = target.Corpus.Count(target.Run);
            Assert.True(target.Repair is null ? accepted == target.Corpus.Count : accepted > target.Corpus.Count / 2, $"{target.Name}: {accepted} of {target.Corpus.Count}");
        }
    }

    private static int Setting(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
