using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Validation;

/// <summary>
/// A register's values against each other. It does not fall but by a rollover, and rises no faster than the connection can carry. The last good value stays
/// the base while others are doubted: a dip or a spike harms nobody but itself. Only when the register goes on from a doubted value, and does not come
/// back, is that a new base. Allocates nothing.
/// </summary>
public static class RegisterSteps
{
    /// <summary>Equal values that are far from the last good one are doubted so long before they are believed: a day of quarters of an hour.</summary>
    public const int DoubtedMax = 96;

    /// <summary>Judges values in the order of their time.</summary>
    /// <param name="at">When each was shown, Unix seconds, rising.</param>
    /// <param name="shown">The values.</param>
    /// <param name="quality">Takes the codes: <see cref="QualityTable.RegisterDip"/> and <see cref="QualityTable.RegisterSpike"/> are to be left out, <see cref="QualityTable.RegisterReset"/> begins anew.</param>
    /// <param name="limits">What the register can do.</param>
    public static void Check(ReadOnlySpan<long> at, ReadOnlySpan<long> shown, Span<ulong> quality, in RegisterLimits limits)
    {
        if (at.Length < 2) return;
        var good = 0;
        var i = 1;
        while (i < at.Length)
        {
            if (Fits(at[good], shown[good], at[i], shown[i], limits))
            {
                good = i++;
                continue;
            }

            // :: 1. Those that show the same are one doubt.
            var next = i + 1;
            while (next < at.Length && shown[next] == shown[i] && next - i < DoubtedMax) next++;
            // :: 2. It comes back to where it was, or goes on from where it is now.
            var isBack = next < at.Length && Fits(at[good], shown[good], at[next], shown[next], limits);
            var isNew = !isBack && (next - i >= DoubtedMax || (next < at.Length && Fits(at[next - 1], shown[next - 1], at[next], shown[next], limits)));
            if (isNew)
            {
                quality[i] |= Bit(QualityTable.RegisterReset);
                good = i++;
                continue;
            }

            var doubt = Bit(shown[i] < shown[good] ? QualityTable.RegisterDip : QualityTable.RegisterSpike);
            for (; i < next; i++) quality[i] |= doubt;
        }
    }

    /// <summary>Whether a register can come from one value to another in the time between.</summary>
    public static bool Fits(long fromAt, long from, long toAt, long to, in RegisterLimits limits)
    {
        var rise = to - from;
        if (limits.MayFall) return limits.MostPerHour == 0 || CanCarry(Math.Abs(rise), toAt - fromAt, limits.MostPerHour);
        if (rise >= 0) return limits.MostPerHour == 0 || CanCarry(rise, toAt - fromAt, limits.MostPerHour);
        return IsRollover(fromAt, from, toAt, to, limits);
    }

    /// <summary>Whether a fall is the register's way over its last digit: it must not have gone further than the connection can carry.</summary>
    public static bool IsRollover(long fromAt, long from, long toAt, long to, in RegisterLimits limits)
    {
        if (to >= from || limits.Modulus == 0 || limits.MayFall || from >= limits.Modulus) return false;
        var rise = to - from + limits.Modulus;
        // Without a capacity to go by: from the last tenth into the first.
        if (limits.MostPerHour == 0) return from >= limits.Modulus / 10 * 9 && to < limits.Modulus / 10;
        return rise < limits.Modulus / 2 && CanCarry(rise, toAt - fromAt, limits.MostPerHour);
    }

    /// <summary>A register truncates: one unit of its last digit is between what it shows and what it is.</summary>
    private static bool CanCarry(long rise, long seconds, long mostPerHour) =>
        (Int128)(rise - 1) * 3_600 <= (Int128)mostPerHour * seconds;

    private static ulong Bit(Quality quality) => 1UL << quality.Row;
}
