using Wattline.Cloud.Metering.Points;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Validation;

/// <summary>Checks of what was measured at a moment: voltage, current, power factor.</summary>
public static class MomentRules
{
    /// <summary>Line voltage against phase voltage.</summary>
    internal const decimal RootOfThree = 1.7320508m;
    private const int LinePercent = 7;

    /// <summary>The codes' bits of a value; 0 when there is nothing against it, or nothing to hold against it.</summary>
    /// <param name="obis">Which quantity.</param>
    /// <param name="value">What was shown.</param>
    /// <param name="thresholds">The template's.</param>
    /// <param name="wiring">How the meter is connected: without neutral phase B shows nothing, and A and C are line voltages.</param>
    public static ulong Check(Obis obis, ExactDecimal value, ValidationThresholds thresholds, Wiring wiring = Wiring.FourWire)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        // IEC 62056-6-1, value group C: phase L1 is 21 to 40, L2 41 to 60, L3 61 to 80; x2 voltage, x1 current, x3 power factor; 13 of all phases. D 7: instantaneous.
        if (obis is not { A: 1, D: 7 }) return 0;
        var quantity = obis.C is >= 21 and <= 80 ? obis.C % 20 : obis.C == 13 ? 13 : 0;
        var amount = value.ToDecimal();
        return quantity switch
        {
            12 when thresholds.NominalVolts > 0 && !(wiring == Wiring.ThreeWire ? obis.C == 52 || IsLineVoltage(amount, thresholds) : IsVoltage(amount, thresholds)) => Bit(QualityTable.VoltageBounds),
            11 when amount < 0 || (thresholds.AmperesMax > 0 && amount > thresholds.AmperesMax) => Bit(QualityTable.CurrentBounds),
            13 when Math.Abs(amount) > 1 => Bit(QualityTable.PowerFactorBounds),
            _ => 0,
        };
    }

    /// <summary>Whether a phase's voltage is in order (GB/T 12325).</summary>
    public static bool IsVoltage(decimal volts, ValidationThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        return volts * 100 >= (decimal)thresholds.NominalVolts * (100 - thresholds.VoltsBelowPercent)
            && volts * 100 <= (decimal)thresholds.NominalVolts * (100 + thresholds.VoltsAbovePercent);
    }

    /// <summary>Whether the voltage between two lines is in order: the root of three times a phase's; GB/T 12325 allows 7 percent either way for three phases up to 20 kV.</summary>
    public static bool IsLineVoltage(decimal volts, ValidationThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        var nominal = thresholds.NominalVolts * RootOfThree;
        return Math.Abs(volts - nominal) * 100 <= nominal * LinePercent;
    }

    private static ulong Bit(Quality quality) => 1UL << quality.Row;
}
