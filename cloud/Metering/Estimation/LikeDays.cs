using Wattline.Cloud.Metering.Time;

namespace Wattline.Cloud.Metering.Estimation;

/// <summary>
/// The mean of the last three like days: working days for a working day, days of the weekend for a weekend's. Times are those of the zone's clock, so that
/// a day of 23 or 25 hours is like any other.
/// </summary>
public sealed class LikeDays
{
    private readonly Dictionary<(DateOnly Date, int Second), long> _measured = [];
    private readonly SortedSet<DateOnly> _dates = [];
    private readonly TimeZoneInfo _zone;
    private readonly int _lengthS;

    /// <param name="zone">The point's zone.</param>
    /// <param name="lengthS">Seconds of an interval.</param>
    public LikeDays(TimeZoneInfo zone, int lengthS)
    {
        ArgumentNullException.ThrowIfNull(zone);
        _zone = zone;
        _lengthS = lengthS;
    }

    /// <summary>Tells an interval that was measured.</summary>
    public void Add(long end, long amount)
    {
        var (date, second) = ClockOf(end);
        _measured[(date, second)] = amount;
        _dates.Add(date);
    }

    /// <summary>The amount of a like time, rounded; <see cref="Shapes.Unknown"/> when fewer than three like days have it.</summary>
    public long MeanAt(long end)
    {
        var (date, second) = ClockOf(end);
        Int128 sum = 0;
        var count = 0;
        foreach (var other in _dates.GetViewBetween(date.AddDays(-EstimationLimits.LikeDaysBackMax), date.AddDays(-1)).Reverse())
        {
            if (IsWeekend(other) != IsWeekend(date) || !_measured.TryGetValue((other, second), out var amount) || amount < 0) continue;
            sum += amount;
            if (++count == EstimationLimits.LikeDays) return (long)((sum * 2 + count) / (count * 2));
        }

        return Shapes.Unknown;
    }

    /// <summary>The shape of a grid.</summary>
    public void Fill(IntervalGrid grid, Span<long> shape)
    {
        for (var i = 0; i < grid.Count; i++) shape[i] = MeanAt(grid.EndOf(i));
    }

    private (DateOnly Date, int Second) ClockOf(long end)
    {
        var start = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(end - _lengthS), _zone).DateTime;
        return (DateOnly.FromDateTime(start), (int)start.TimeOfDay.TotalSeconds);
    }

    private static bool IsWeekend(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
}
