namespace Wattline.Cloud.Metering.Intervals;

/// <summary>A stretch of time in which one meter measured a point's channel with one multiplier: an exchange begins another, and so does a change of current transformers.</summary>
/// <param name="Meter">The meter.</param>
/// <param name="From">Since when, Unix seconds.</param>
/// <param name="To">Until when; <see cref="long.MaxValue"/> while it lasts.</param>
/// <param name="Factor">The multiplier: one unit of what the register shows is so many units of the point's amounts.</param>
/// <param name="Modulus">How many values the register can show before it is 0 again; 0 when that is not known.</param>
/// <param name="MostPerHour">Units that the connection can carry in an hour, as the register shows them; 0 when that is not known.</param>
/// <param name="Start">What the register showed at its beginning; null when nobody wrote it down.</param>
/// <param name="End">What it showed at its end.</param>
public sealed record RegisterSegment(string Meter, long From, long To, long Factor, long Modulus, long MostPerHour, long? Start, long? End)
{
    /// <summary>How many digits of its numbers are decimals.</summary>
    public int Decimals { get; init; }

    /// <summary>A register of net energy (A+ less A−) falls by itself where there is generation.</summary>
    public bool MayFall { get; init; }
}
