using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Runtime.Validation;

/// <summary>A register against its last good value: it must not fall, and must not rise faster than the connection can carry.</summary>
internal static class RegisterRules
{
    /// <summary>What is wrong with a value, or null. The history takes the value in.</summary>
    public static Quality? Check(ref Baseline last, long atMs, ExactDecimal value, Channel? channel, decimal? maxKw)
    {
        if (last.HasGood && atMs <= last.GoodAtMs) return null; // Read again, or re-read later: the cloud compares it with its twin.
        if (last.HasDoubted && atMs <= last.DoubtedAtMs) return Judge(last.GoodAtMs, last.Good, atMs, value, channel, maxKw);
        var wrong = last.HasGood ? Judge(last.GoodAtMs, last.Good, atMs, value, channel, maxKw) : null;
        if (wrong is not null && last.HasDoubted && Judge(last.DoubtedAtMs, last.Doubted, atMs, value, channel, maxKw) is null) wrong = null;
        if (wrong is null)
        {
            (last.HasGood, last.GoodAtMs, last.Good, last.HasDoubted) = (true, atMs, value, false);
            return null;
        }
        (last.HasDoubted, last.DoubtedAtMs, last.Doubted) = (true, atMs, value);
        return wrong;
    }

    private static Quality? Judge(long lastMs, ExactDecimal last, long atMs, ExactDecimal value, Channel? channel, decimal? maxKw)
    {
        if (value < last) return QualityTable.ValueBackwards;
        if (maxKw is not { } kw || channel is not { Unit: { Dimension: "energy" } unit }) return null;
        // One unit of the last digit: a register truncates.
        var digit = new ExactDecimal(1, Math.Max(value.Decimals, last.Decimals));
        var rose = value.ToDecimal() - last.ToDecimal() - digit.ToDecimal();
        var most = Math.Min(kw, RuntimeLimits.CapacityKwMax) * (atMs - lastMs) / 3_600_000m;
        return Scale(rose, unit.PowerOfTen - 3) > most ? QualityTable.ValueBeyondCapacity : null;
    }

    private static decimal Scale(decimal value, int powerOfTen)
    {
        for (; powerOfTen > 0; powerOfTen--) value *= 10;
        for (; powerOfTen < 0; powerOfTen++) value /= 10;
        return value;
    }
}
