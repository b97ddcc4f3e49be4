namespace Wattline.Cloud.Metering.Time;

/// <summary>Intervals (start, end] of one length, one after the other.</summary>
/// <param name="From">Where the first begins, Unix seconds.</param>
/// <param name="LengthS">Seconds of each.</param>
/// <param name="Count">How many.</param>
public readonly record struct IntervalGrid(long From, int LengthS, int Count)
{
    /// <summary>Where the last ends.</summary>
    public long To => From + (long)LengthS * Count;

    /// <summary>Where an interval ends.</summary>
    public long EndOf(int index) => From + (index + 1L) * LengthS;

    /// <summary>The interval that a moment belongs to; below 0 or from <see cref="Count"/> on when it is outside.</summary>
    public int IndexOf(long moment) => (int)Math.Clamp(moment > From ? (moment - From - 1) / LengthS : -1, -1, Count);

    /// <summary>The intervals that end in a day. They lie on the multiples of their length in the zone's standard time, whatever summer time does.</summary>
    public static IntervalGrid Of(LocalDay day, int lengthS, TimeZoneInfo zone) => Of(day.From, day.To, lengthS, zone);

    /// <summary>The intervals that end in days from one midnight to another.</summary>
    /// <param name="from">A midnight, Unix seconds; an interval that ends there is not in it.</param>
    /// <param name="to">A later one; an interval that ends there is.</param>
    /// <param name="lengthS">Seconds of an interval.</param>
    /// <param name="zone">The meter's zone.</param>
    public static IntervalGrid Of(long from, long to, int lengthS, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        ArgumentOutOfRangeException.ThrowIfLessThan(lengthS, 1);
        var offset = (long)zone.BaseUtcOffset.TotalSeconds;
        var first = Above(from, offset, lengthS);
        var count = (Above(to, offset, lengthS) - first) / lengthS;
        return new IntervalGrid(first - lengthS, lengthS, (int)count);
    }

    /// <summary>The first boundary after a moment.</summary>
    private static long Above(long moment, long offset, int lengthS)
    {
        var shifted = moment + offset;
        var below = shifted >= 0 ? shifted / lengthS : -((-shifted + lengthS - 1) / lengthS);
        return (below + 1) * lengthS - offset;
    }
}
