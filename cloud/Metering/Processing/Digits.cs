using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>Brings what registers showed to one number of decimals.</summary>
internal static class Digits
{
    /// <summary>All digits as an integer with so many decimals; false when that loses some, or does not fit.</summary>
    public static bool TryBring(this ExactDecimal value, int decimals, out long unscaled)
    {
        Int128 wide = value.Unscaled;
        for (var d = (int)value.Decimals; d < decimals; d++) wide *= 10;
        unscaled = (long)wide;
        return value.Decimals <= decimals && wide <= long.MaxValue && wide >= long.MinValue;
    }
}
