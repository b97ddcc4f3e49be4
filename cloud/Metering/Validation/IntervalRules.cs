using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Validation;

/// <summary>The checks of intervals, one method each. They allocate nothing.</summary>
public static class IntervalRules
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<IntervalRule> All { get; } =
    [
        new("high", QualityTable.High, High),
        new("low", QualityTable.Low, Low),
        new("spike", QualityTable.Spike, Spike),
        new("zero run", QualityTable.ZeroRun, ZeroRun),
        new("stuck", QualityTable.Stuck, Stuck),
        new("inactive use", QualityTable.InactiveUse, InactiveUse),
    ];

    /// <summary>Runs all checks.</summary>
    public static void Check(in IntervalDay day)
    {
        for (var i = 0; i < All.Count; i++) All[i].Check(day, 1UL << All[i].Code.Row);
    }

    /// <summary>More than the connection can carry, and one unit: the registers on both sides truncate.</summary>
    private static void High(in IntervalDay day, ulong code)
    {
        if (day.MaxWatts == 0 || day.Thresholds.HighPercent == 0) return;
        var most = day.UnitsOf(day.MaxWatts * day.Thresholds.HighPercent / 100) + 1;
        for (var i = day.History; i < day.Amounts.Length; i++)
            if (day.Amounts[i] > most && day.Measured[i]) day.Quality[i] |= code;
    }

    private static void Low(in IntervalDay day, ulong code)
    {
        if (day.Thresholds.LowWatts == 0) return;
        var least = day.UnitsOf(day.Thresholds.LowWatts) - 1;
        for (var i = day.History; i < day.Amounts.Length; i++)
            if (day.Measured[i] && day.Amounts[i] < least) day.Quality[i] |= code;
    }

    /// <summary>(peak − third peak) / third peak over the threshold. What the connection can hardly carry in watts counts, so that little noise is no spike.</summary>
    private static void Spike(in IntervalDay day, ulong code)
    {
        if (day.Thresholds.SpikePercent == 0) return;
        long first = 0, second = 0, third = 0;
        var place = -1;
        for (var i = day.History; i < day.Amounts.Length; i++)
        {
            var amount = day.Amounts[i];
            if (amount <= third || !day.Measured[i]) continue;
            if (amount > first)
            {
                (third, second, first) = (second, first, amount);
                place = i;
            }
            else if (amount > second)
            {
                (third, second) = (second, amount);
            }
            else
            {
                third = amount;
            }
        }

        if (place < 0 || first < day.UnitsOf(day.Thresholds.SpikeWattsMin)) return;
        if ((Int128)(first - third) * 100 > (Int128)third * day.Thresholds.SpikePercent) day.Quality[place] |= code;
    }

    private static void ZeroRun(in IntervalDay day, ulong code)
    {
        if (day.Thresholds.ZeroRunHours > 0) Run(day, day.Thresholds.ZeroRunHours * 3_600L / day.LengthS, isZero: true, code);
    }

    private static void Stuck(in IntervalDay day, ulong code)
    {
        if (day.Thresholds.StuckHours > 0) Run(day, day.Thresholds.StuckHours * 3_600L / day.LengthS, isZero: false, code);
    }

    /// <summary>Flags what makes a run longer than <paramref name="most"/>, of the same amount: the history counts.</summary>
    private static void Run(in IntervalDay day, long most, bool isZero, ulong code)
    {
        long run = 0;
        for (var i = 0; i < day.Amounts.Length; i++)
        {
            if (!day.Measured[i] || day.Amounts[i] == 0 != isZero) run = 0;
            else if (run > 0 && day.Amounts[i] == day.Amounts[i - 1]) run++;
            else run = 1;
            if (run > most && i >= day.History) day.Quality[i] |= code;
        }
    }

    private static void InactiveUse(in IntervalDay day, ulong code)
    {
        if (day.IsActive) return;
        // One unit of the last digit is a reading's truncation, not use.
        for (var i = day.History; i < day.Amounts.Length; i++)
            if (day.Measured[i] && day.Amounts[i] > 1) day.Quality[i] |= code;
    }
}
