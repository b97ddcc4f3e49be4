using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Validation;

/// <summary>Checks of what was measured at a moment: voltage, current, power factor.</summary>
public static class MomentRules
{
    /// <summary>The codes' bits of a value; 0 when there is nothing against it, or nothing to hold against it.</summary>
    public static ulong Check(Obis obis, ExactDecimal value, ValidationThresholds thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        // IEC 62056-6-1, value group C: phase L1 is 21 to 40, L2 41 to 60, L3 61 to 80; x2 voltage, x1 current, x3 power factor; 13 of all phases. D 7: instantaneous.
        if (obis is not { A: 1, D: 7 }) return 0;
        var quantity = obis.C is >= 21 and <= 80 ? obis.C % 20 : obis.C == 13 ? 13 : 0;
        var amount = value.ToDecimal();
        return quantity switch
        {
            12 when thresholds.NominalVolts > 0 && !IsVoltage(amount, thresholds) => Bit(QualityTable.VoltageBounds),
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

    private static ulong Bit(Quality quality) => 1UL << quality.Row;
}
