namespace Wattline.Cloud.Metering.Time;

/// <summary>A day of a meter's zone: the moments after <paramref name="From"/> up to and with <paramref name="To"/>, Unix seconds. It has 23, 24 or 25 hours, and in some zones a half hour less or more.</summary>
/// <param name="Date">Its date.</param>
/// <param name="From">Its first midnight.</param>
/// <param name="To">The next one.</param>
public readonly record struct LocalDay(DateOnly Date, long From, long To)
{
    /// <summary>The day of a date.</summary>
    public static LocalDay Of(DateOnly date, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return new LocalDay(date, Midnight(date, zone), Midnight(date.AddDays(1), zone));
    }

    /// <summary>The day that an interval belongs to which ends at a moment: a midnight closes the day before.</summary>
    public static LocalDay Closing(long end, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return Of(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(end - 1), zone).DateTime), zone);
    }

    private static long Midnight(DateOnly date, TimeZoneInfo zone)
    {
        var midnight = date.ToDateTime(TimeOnly.MinValue);
        // Where the clock is put forward at midnight the day begins when it has been.
        while (zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(30);
        return (long)((midnight - DateTime.UnixEpoch) - Offset(midnight, zone)).TotalSeconds;
    }

    /// <summary>A midnight that comes twice counts when it comes first: then the greater offset holds.</summary>
    private static TimeSpan Offset(DateTime midnight, TimeZoneInfo zone) =>
        zone.IsAmbiguousTime(midnight) ? zone.GetAmbiguousTimeOffsets(midnight).Max() : zone.GetUtcOffset(midnight);
}
