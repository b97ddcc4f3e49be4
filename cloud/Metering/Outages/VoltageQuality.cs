using Wattline.Cloud.Metering.Validation;

namespace Wattline.Cloud.Metering.Outages;

/// <summary>The voltage pass rate (电压合格率): the share of readings within their bounds.</summary>
/// <param name="Readings">Readings looked at.</param>
/// <param name="Passed">Of these, in order.</param>
/// <param name="Above">Too high.</param>
/// <param name="Below">Too low.</param>
public sealed record VoltageQuality(long Readings, long Passed, long Above, long Below)
{
    /// <summary>Passed of all; null when there is no reading.</summary>
    public decimal? PassRate => Readings == 0 ? null : (decimal)Passed / Readings;

    /// <summary>Two together.</summary>
    public VoltageQuality With(VoltageQuality other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new VoltageQuality(Readings + other.Readings, Passed + other.Passed, Above + other.Above, Below + other.Below);
    }

    /// <summary>Counts readings of one phase against neutral, or of a line against another, volts. What is about nothing at all is an outage, not a low voltage.</summary>
    public static VoltageQuality Of(IEnumerable<decimal> volts, ValidationThresholds thresholds, bool isLine = false)
    {
        ArgumentNullException.ThrowIfNull(volts);
        ArgumentNullException.ThrowIfNull(thresholds);
        long readings = 0, passed = 0, above = 0;
        foreach (var volt in volts)
        {
            if (volt * 10 < thresholds.NominalVolts) continue;
            readings++;
            if (isLine ? MomentRules.IsLineVoltage(volt, thresholds) : MomentRules.IsVoltage(volt, thresholds)) passed++;
            else if (volt > thresholds.NominalVolts * (isLine ? MomentRules.RootOfThree : 1)) above++;
        }

        return new VoltageQuality(readings, passed, above, readings - passed - above);
    }
}
