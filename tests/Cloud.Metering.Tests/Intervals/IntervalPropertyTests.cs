using Wattline.Cloud.Metering.Estimation;
using Wattline.Cloud.Metering.Intervals;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Intervals;

#pragma warning disable CA5394 // A seed that replays is the point.

/// <summary>For any pattern of loss, exchange, change of transformers, rollover, export and summer time.</summary>
public sealed class IntervalPropertyTests
{
    /// <summary>How many seeds each property is tried with; WATTLINE_INTERVAL_SEEDS for more.</summary>
    private static readonly int _seeds = int.TryParse(Environment.GetEnvironmentVariable("WATTLINE_INTERVAL_SEEDS"), out var seeds) ? seeds : 400;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Where_nothing_was_lost_every_interval_is_the_truth_and_nothing_is_flagged(bool mayFall)
    {
        for (var seed = 0; seed < _seeds; seed++)
        {
            var truth = new PointTruth(seed, mayFall);
            var sheet = Make(truth, _ => true, [], mayFall);
            for (var i = 0; i < truth.Grid.Count; i++)
            {
                var end = truth.Grid.EndOf(i);
                Assert.True(sheet.Amounts[i] == truth.Used(end - truth.LengthS, end), $"seed {seed}, interval {i}: {sheet.Amounts[i]} for {truth.Used(end - truth.LengthS, end)}");
                Assert.True(sheet.Quality[i] == 0 && sheet.Origins[i] == IntervalOrigin.Registers, $"seed {seed}, interval {i}: {sheet.Origins[i]} {sheet.Quality[i]:x}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whatever_was_lost_the_sum_of_intervals_is_the_difference_of_the_registers(bool mayFall)
    {
        for (var seed = 0; seed < _seeds; seed++)
        {
            var truth = new PointTruth(seed, mayFall);
            var random = new Random(seed);
            var lost = Losses(random, truth.Grid.Count + 1);
            var profile = Profile(truth, random);
            var sheet = Make(truth, at => !lost[(int)((at - truth.Grid.From) / truth.LengthS)], profile, mayFall);
            var last = -1;
            for (var b = 0; b <= truth.Grid.Count; b++)
            {
                if (lost[b]) continue;
                if (last >= 0)
                {
                    long sum = 0;
                    for (var i = last; i < b; i++) sum += sheet.Amounts[i];
                    var used = truth.Used(truth.Grid.From + (long)last * truth.LengthS, truth.Grid.From + (long)b * truth.LengthS);
                    Assert.True(sum == used, $"seed {seed}, boundaries {last} to {b}: {sum} for {used}");
                }

                last = b;
            }
        }
    }

    [Fact]
    public void A_profile_gives_back_what_the_registers_lost_and_nothing_is_flagged()
    {
        for (var seed = 0; seed < _seeds; seed++)
        {
            var truth = new PointTruth(seed);
            var random = new Random(seed);
            var lost = Losses(random, truth.Grid.Count + 1);
            // An interval with two meters in it has a profile from neither: there the registers of both are kept.
            for (var i = 0; i < truth.Grid.Count; i++)
                if (!truth.IsOneMeters(i)) lost[i] = lost[i + 1] = false;
            var profile = new long[truth.Grid.Count];
            for (var i = 0; i < profile.Length; i++) profile[i] = truth.IsOneMeters(i) ? truth.Used(truth.Grid.EndOf(i) - truth.LengthS, truth.Grid.EndOf(i)) : IntervalInput.NoProfile;
            var sheet = Make(truth, at => !lost[(int)((at - truth.Grid.From) / truth.LengthS)], profile, mayFall: false);
            for (var i = 0; i < profile.Length; i++)
            {
                Assert.True(sheet.Quality[i] == 0, $"seed {seed}, interval {i}: {sheet.Origins[i]} {sheet.Quality[i]:x}");
                Assert.True(sheet.Amounts[i] == truth.Used(truth.Grid.EndOf(i) - truth.LengthS, truth.Grid.EndOf(i)), $"seed {seed}, interval {i}");
            }
        }
    }

    [Fact]
    public void An_interval_without_an_amount_says_why()
    {
        for (var seed = 0; seed < _seeds; seed++)
        {
            var truth = new PointTruth(seed);
            var lost = Losses(new Random(seed), truth.Grid.Count + 1);
            var sheet = Make(truth, at => !lost[(int)((at - truth.Grid.From) / truth.LengthS)], [], mayFall: false);
            for (var i = 0; i < truth.Grid.Count; i++)
            {
                Assert.True(sheet.Origins[i] is IntervalOrigin.Registers || sheet.Quality[i] != 0, $"seed {seed}, interval {i}: {sheet.Origins[i]} without a code");
                Assert.True(sheet.Origins[i] is not IntervalOrigin.Missing || sheet.Amounts[i] == 0, $"seed {seed}, interval {i}");
            }
        }
    }

    [Fact]
    public void Values_that_jump_away_and_back_do_not_move_the_sum()
    {
        for (var seed = 0; seed < _seeds; seed++)
        {
            var truth = new PointTruth(seed);
            var random = new Random(seed);
            var chain = new RegisterChain();
            var bad = new HashSet<long>();
            foreach (var segment in truth.Segments)
            {
                var values = truth.Shown(segment).ToArray();
                // Busy recorded as 0, or a bit that turned: never the ends, for what a person wrote down stands there.
                for (var i = 2; i + 2 < values.Length; i++)
                {
                    if (random.Next(12) != 0 || bad.Contains(values[i - 1].At)) continue;
                    values[i] = new RegisterValue(values[i].At, random.Next(2) == 0 && values[i].Shown is > 5_000 and < 990_000 ? 0 : values[i].Shown + 200_000);
                    bad.Add(values[i].At);
                }

                chain.Add(segment, values);
            }

            foreach (var knot in chain.Knots) Assert.False(bad.Contains(knot.At), $"seed {seed}: a doubted value became a knot");
            Assert.All(chain.Knots.ToArray(), knot => Assert.Equal(chain.Knots[0].Chain, knot.Chain));
            var sheet = new IntervalSheet();
            new IntervalMaker().Make(new IntervalInput { Grid = truth.Grid, Knots = chain.Knots, Tolerance = 0 }, sheet);
            Assert.True(sheet.Amounts.ToArray().Sum() == truth.Used(truth.Grid.From, truth.Grid.To), $"seed {seed}");
        }
    }

    private static bool[] Losses(Random random, int count)
    {
        var lost = new bool[count];
        var share = (double[])[0, 0.05, 0.3, 0.8, 0.97] is var shares ? shares[random.Next(shares.Length)] : 0;
        for (var i = 0; i < count; i++)
        {
            if (random.NextDouble() >= share / 4) continue;
            for (var block = random.Next(1, 9); block > 0 && i < count; block--) lost[i++] = true;
        }

        return lost;
    }

    private static long[] Profile(PointTruth truth, Random random)
    {
        var kind = random.Next(3);
        if (kind == 0) return [];
        var profile = new long[truth.Grid.Count];
        for (var i = 0; i < profile.Length; i++)
            profile[i] = truth.IsOneMeters(i) && (kind == 1 || random.Next(3) > 0) ? truth.Used(truth.Grid.EndOf(i) - truth.LengthS, truth.Grid.EndOf(i)) : IntervalInput.NoProfile;
        return profile;
    }

    private static IntervalSheet Make(PointTruth truth, Func<long, bool> came, long[] profile, bool mayFall)
    {
        var chain = new RegisterChain();
        foreach (var segment in truth.Segments) chain.Add(segment, truth.Shown(segment).Where(value => came(value.At)).ToArray());
        var sheet = new IntervalSheet();
        new IntervalMaker().Make(new IntervalInput { Grid = truth.Grid, Knots = chain.Knots, Profile = profile, Tolerance = 0, MayFall = mayFall }, sheet);
        return sheet;
    }
}
