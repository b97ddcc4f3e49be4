using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Time;

namespace Wattline.Cloud.Metering.Versions;

/// <summary>A day of intervals as it stands: of each the version that counts.</summary>
/// <param name="Series">Whose, by number.</param>
/// <param name="Day">Days from 1970-01-01 to the date in the point's zone.</param>
/// <param name="Grid">Which intervals.</param>
/// <param name="Decimals">How many digits of the amounts are decimals.</param>
/// <param name="MadeMs">When the first version was made, Unix milliseconds.</param>
/// <param name="Amounts">What was used in each; 0 where there is none.</param>
/// <param name="Origins">Where each comes from.</param>
/// <param name="Quality">The codes of each.</param>
/// <param name="Versions">Which version of each this is.</param>
public sealed record DayRow(
    long Series, int Day, IntervalGrid Grid, int Decimals, long MadeMs, long[] Amounts, IntervalOrigin[] Origins, ulong[] Quality, int[] Versions)
{
    private static readonly int _epoch = DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    /// <summary>The number of a date.</summary>
    public static int NumberOf(DateOnly date) => date.DayNumber - _epoch;

    /// <summary>The date of a number.</summary>
    public static DateOnly DateOf(int day) => DateOnly.FromDayNumber(day + _epoch);

    /// <summary>The amounts with more decimals: the same amounts.</summary>
    public DayRow WithDecimals(int decimals)
    {
        if (decimals == Decimals) return this;
        long factor = 1;
        for (var i = Decimals; i < decimals; i++) factor = checked(factor * 10);
        return this with { Decimals = decimals, Amounts = Array.ConvertAll(Amounts, amount => checked(amount * factor)) };
    }
}
