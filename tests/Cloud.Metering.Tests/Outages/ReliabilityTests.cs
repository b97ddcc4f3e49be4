using Wattline.Cloud.Metering.Outages;
using Wattline.Cloud.Metering.Validation;
using Xunit;

namespace Wattline.Tests.Cloud.Metering.Tests.Outages;

public sealed class ReliabilityTests
{
    private const long Year = 365 * 86_400L;

    [Fact]
    public void The_indices_of_a_worked_example_by_the_definitions_of_IEEE_1366()
    {
        // 2,000 customers. Sustained: 200 for 90 min, 600 for 71.5 min, 25 for 30 min, 1,500 for 45 min. Momentary: 400 for half a minute, 2,000 for five minutes.
        Interruption[] all =
        [
            new(1_000, 1_000 + 5_400, 200), new(100_000, 100_030, 400), new(200_000, 204_290, 600), new(300_000, 301_800, 25),
            new(400_000, 400_300, 2_000), new(500_000, 502_700, 1_500),
        ];
        var indices = ReliabilityIndices.Of(all, 2_000, 0, Year);
        // (200 + 600 + 25 + 1,500) / 2,000 = 1.1625; (18,000 + 42,900 + 750 + 67,500) / 2,000 = 64.575; 64.575 / 1.1625 = 55.548…
        Assert.Equal((1.1625m, 64.575m, 1.2m), (indices.Saifi, indices.Saidi, indices.Maifi));
        Assert.Equal(55.548m, decimal.Round(indices.Caidi, 3));
        Assert.Equal(1 - 64.575m / 525_600m, indices.Asai);
    }

    [Fact]
    public void An_interruption_counts_with_what_is_inside_of_the_time()
    {
        var indices = ReliabilityIndices.Of([new(-3_600, 3_600, 10), new(Year - 60, Year + 6_000, 10), new(Year, Year + 6_000, 10)], 10, 0, Year);
        Assert.Equal((61m, 2m), (indices.Saidi, indices.Saifi));
        Assert.Equal(0, ReliabilityIndices.Of([], 0, 0, Year).Saidi);
    }

    [Fact]
    public void A_silent_meter_a_dead_line_and_a_supply_cut_are_three_things()
    {
        var kinds = SilentGroups.Of(
        [
            ("A1", 0, true, false), ("A2", 0, false, false), ("A3", 0, true, true),
            ("B1", 1, true, false), ("B2", 1, true, false), ("C1", 2, true, false),
        ]);
        Assert.Equal(
            [("A1", OutageKind.SilentMeter), ("A3", OutageKind.SupplyCut), ("B1", OutageKind.DeadLine), ("B2", OutageKind.DeadLine), ("C1", OutageKind.SilentMeter)],
            kinds.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value)));
    }

    [Fact]
    public void The_pass_rate_of_voltage_leaves_outages_out()
    {
        var quality = VoltageQuality.Of([220m, 235.4m, 235.5m, 198m, 197.9m, 0m, 3m], ValidationThresholds.Default);
        Assert.Equal((5L, 3L, 1L, 1L, 0.6m), (quality.Readings, quality.Passed, quality.Above, quality.Below, quality.PassRate));
        Assert.Null(VoltageQuality.Of([], ValidationThresholds.Default).PassRate);
    }
}
