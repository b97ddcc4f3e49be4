using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Validation;

/// <summary>The registers of the tariffs against the total: each truncates, so that they may differ by one unit for each tariff.</summary>
public static class TariffSums
{
    /// <summary>The code's bits when they do not add up; 0 when they do, or when there are none.</summary>
    /// <param name="total">The total register.</param>
    /// <param name="tariffs">The tariffs' registers, in the same units, all read in the same answer.</param>
    public static ulong Check(long total, ReadOnlySpan<long> tariffs)
    {
        if (tariffs.IsEmpty) return 0;
        Int128 sum = 0;
        foreach (var tariff in tariffs) sum += tariff;
        return Int128.Abs(sum - total) > tariffs.Length ? 1UL << QualityTable.TariffSum.Row : 0;
    }
}
