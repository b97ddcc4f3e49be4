using Wattline.Cloud.Metering.Validation;
using Wattline.Gateway.Domain;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Validation;

public sealed class RuleTests
{
    [Fact]
    public void Every_rule_has_a_name_and_a_code_of_its_own_that_the_cloud_sets()
    {
        Assert.Equal(IntervalRules.All.Count, IntervalRules.All.Select(rule => rule.Name).Distinct().Count());
        Assert.Equal(IntervalRules.All.Count, IntervalRules.All.Select(rule => rule.Code).Distinct().Count());
        Assert.All(IntervalRules.All, rule => Assert.Equal(QualitySetter.Cloud, rule.Code.SetBy));
    }

    [Theory]
    // Hundredths of a kilowatt-hour in quarters of an hour; the connection carries 10 kW: 2.50 in a quarter, 3.62 by its fuses.
    [InlineData("high", "362 363 364 40", "2")]
    [InlineData("spike", "10 20 30 200 25", "3")]
    [InlineData("spike", "60 80 90 200 85", "")]
    [InlineData("spike", "1 2 3 50 2", "")]
    public void A_rule_doubts_what_it_should_and_nothing_else(string rule, string amounts, string doubted) => Assert.Equal(doubted, Doubted(rule, amounts));

    [Fact]
    public void A_run_of_nothing_or_of_the_same_is_doubted_from_where_it_is_too_long_and_the_history_counts()
    {
        var zero = string.Join(' ', Enumerable.Repeat("0", 200));
        Assert.Equal(Enumerable.Range(192, 8), Doubted("zero run", zero).Split(' ').Select(int.Parse));
        Assert.Equal(Enumerable.Range(192, 8), Doubted("zero run", zero, history: 150).Split(' ').Select(int.Parse));
        Assert.Equal("", Doubted("zero run", string.Join(' ', Enumerable.Repeat("0", 192))));
        Assert.Equal(Enumerable.Range(48, 2), Doubted("stuck", string.Join(' ', Enumerable.Repeat("7", 50))).Split(' ').Select(int.Parse));
        Assert.Equal("", Doubted("stuck", zero));
    }

    [Fact]
    public void A_point_that_is_not_in_use_must_use_nothing_but_a_digit()
    {
        Assert.Equal("2", Doubted("inactive use", "0 1 2 0", isActive: false));
        Assert.Equal("", Doubted("inactive use", "0 1 2 0"));
    }

    [Fact]
    public void A_threshold_of_nothing_switches_a_rule_off()
    {
        var off = new ValidationThresholds { SpikePercent = 0, ZeroRunHours = 0, StuckHours = 0, HighPercent = 0 };
        foreach (var rule in new[] { "high", "spike", "zero run", "stuck", "low" })
            Assert.Equal("", Doubted(rule, "0 0 0 9999 " + string.Join(' ', Enumerable.Repeat("7", 300)), thresholds: off));
        Assert.Equal("1", Doubted("low", "5 1 5", thresholds: new ValidationThresholds { LowWatts = 200 }));
    }

    [Fact]
    public void What_was_not_measured_is_not_judged()
    {
        var amounts = new long[] { 9_999, 9_999 };
        var quality = new ulong[2];
        IntervalRules.Check(new IntervalDay
        {
            Amounts = amounts,
            Quality = quality,
            Measured = new bool[2],
            History = 0,
            LengthS = 900,
            UnitsPerKwh = 100,
            MaxWatts = 10_000,
            IsActive = false,
            Thresholds = ValidationThresholds.Default,
        });
        Assert.Equal([0, 0], quality);
    }

    [Theory]
    [InlineData("100 101 102", "")]
    [InlineData("100 0 102", "1:register_dip")]
    [InlineData("100 0 0 0 103", "1:register_dip 2:register_dip 3:register_dip")]
    [InlineData("100 90000 102", "1:register_spike")]
    [InlineData("100 5 6 7 8", "1:register_reset")]
    [InlineData("100 90000 90001 90002", "1:register_reset")]
    [InlineData("100 0", "1:register_dip")]
    [InlineData("999999 2 5", "")]
    [InlineData("999999 200002 5", "1:register_dip")]
    [InlineData("100 101 1 103 2 105", "2:register_dip 4:register_dip")]
    [InlineData("", "")]
    [InlineData("5", "")]
    public void Registers_keep_their_last_good_value_as_base(string shown, string doubted)
    {
        var values = shown.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).ToArray();
        var quality = new ulong[values.Length];
        RegisterSteps.Check([.. values.Select((_, i) => i * 900L)], values, quality, new RegisterLimits(1_000_000, 1_500, false));
        Assert.Equal(doubted, string.Join(' ', quality.Select((bits, i) => (bits, i)).Where(pair => pair.bits != 0).Select(pair => $"{pair.i}:{new QualitySet(pair.bits)}")));
    }

    [Theory]
    [InlineData(100, "30 30 40", false)]
    [InlineData(100, "30 30 37", false)]
    [InlineData(100, "30 30 36", true)]
    [InlineData(100, "30 30 44", true)]
    [InlineData(100, "", false)]
    public void The_tariffs_add_up_to_the_total_but_for_what_each_truncates(long total, string tariffs, bool isDoubted) =>
        Assert.Equal(isDoubted, TariffSums.Check(total, tariffs.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).ToArray()) != 0);

    [Theory]
    [InlineData("1-0:32.7.0", "220.1", "")]
    [InlineData("1-0:32.7.0", "235.4", "")]
    [InlineData("1-0:52.7.0", "235.5", "voltage_bounds")]
    [InlineData("1-0:72.7.0", "197.9", "voltage_bounds")]
    [InlineData("1-0:31.7.0", "-1", "current_bounds")]
    [InlineData("1-0:31.7.0", "61", "current_bounds")]
    [InlineData("1-0:13.7.0", "1.001", "power_factor_bounds")]
    [InlineData("1-0:33.7.0", "-0.95", "")]
    [InlineData("1-0:16.7.0", "99999", "")]
    [InlineData("7-0:32.7.0", "0", "")]
    public void Values_of_a_moment_have_their_bounds(string obis, string value, string doubted) =>
        Assert.Equal(doubted, new QualitySet(MomentRules.Check(Obis.Parse(obis), ExactDecimal.Parse(value), new ValidationThresholds { AmperesMax = 60 })).ToString());

    [Fact]
    public void Judging_allocates_nothing()
    {
        var amounts = Enumerable.Range(0, 288).Select(i => (long)(i % 40)).ToArray();
        var shown = amounts.Select((_, i) => 1_000L + i * 10).ToArray();
        var at = amounts.Select((_, i) => i * 900L).ToArray();
        var quality = new ulong[amounts.Length];
        var measured = new bool[amounts.Length];
        Array.Fill(measured, true);
        Judge();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Judge();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Judge()
        {
            RegisterSteps.Check(at, shown, quality, new RegisterLimits(1_000_000, 1_500, false));
            IntervalRules.Check(new IntervalDay
            {
                Amounts = amounts,
                Quality = quality,
                Measured = measured,
                History = 192,
                LengthS = 900,
                UnitsPerKwh = 100,
                MaxWatts = 15_000,
                IsActive = true,
                Thresholds = ValidationThresholds.Default,
            });
        }
    }

    private static string Doubted(string name, string amounts, int history = 0, bool isActive = true, ValidationThresholds? thresholds = null)
    {
        var values = amounts.Split(' ').Select(long.Parse).ToArray();
        var quality = new ulong[values.Length];
        var rule = IntervalRules.All.Single(one => one.Name == name);
        rule.Check(
            new IntervalDay
            {
                Amounts = values,
                Quality = quality,
                Measured = Enumerable.Repeat(true, values.Length).ToArray(),
                History = history,
                LengthS = 900,
                UnitsPerKwh = 100,
                MaxWatts = 10_000,
                IsActive = isActive,
                Thresholds = thresholds ?? ValidationThresholds.Default,
            },
            1UL << rule.Code.Row);
        return string.Join(' ', quality.Select((bits, i) => (bits, i)).Where(pair => pair.bits != 0).Select(pair => pair.i));
    }
}
