using System.Globalization;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>
/// A zone's offset and when its summer time begins and ends, as ESPI's LocalTimeParameters say it (REQ.21, DstRuleType): four bytes with the month (bits 28 to 31),
/// which of its weekdays (25 to 27: 2 the first … 5 the fourth, 7 the last), the weekday (17 to 19, Monday 1), hour (12 to 16) and second of the hour (0 to 11).
/// </summary>
/// <param name="OffsetS">Seconds ahead of UTC in standard time.</param>
/// <param name="SummerS">Seconds more in summer; 0 where there is none.</param>
/// <param name="Start">When it begins, 8 hex digits.</param>
/// <param name="End">When it ends.</param>
internal readonly record struct EspiTime(long OffsetS, long SummerS, string Start, string End)
{
    private const string Never = "00000000";

    /// <summary>The rules of a year.</summary>
    public static EspiTime Of(TimeZoneInfo zone, int year)
    {
        var (start, end, summer) = (Never, Never, TimeSpan.Zero);
        var at = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var before = zone.GetUtcOffset(at); at.Year == year; at = at.AddMinutes(30))
        {
            var offset = zone.GetUtcOffset(at);
            if (offset == before) continue;
            // The clock's own time at the change, before it.
            var rule = Rule(at.ToOffset(before));
            if (offset > before) (start, summer) = (rule, offset - before);
            else (end, summer) = (rule, before - offset);
            before = offset;
        }

        return start == Never || end == Never
            ? new EspiTime((long)zone.GetUtcOffset(at.AddDays(-1)).TotalSeconds, 0, Never, Never)
            : new EspiTime((long)zone.BaseUtcOffset.TotalSeconds, (long)summer.TotalSeconds, start, end);
    }

    private static string Rule(DateTimeOffset local)
    {
        var isLast = local.Day + 7 > DateTime.DaysInMonth(local.Year, local.Month);
        var which = isLast ? 7u : (uint)((local.Day - 1) / 7 + 2);
        var weekday = local.DayOfWeek == DayOfWeek.Sunday ? 7u : (uint)local.DayOfWeek;
        var bits = (uint)local.Month << 28 | which << 25 | weekday << 17 | (uint)local.Hour << 12 | (uint)(local.Minute * 60);
        return bits.ToString("X8", CultureInfo.InvariantCulture);
    }
}
