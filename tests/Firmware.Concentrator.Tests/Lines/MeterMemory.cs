using System.Globalization;

namespace Wattline.Tests.Firmware.Concentrator.Lines;

/// <summary>What a scripted meter remembers: daily freezes, settlements, an event ring, and its clock.</summary>
internal sealed class MeterMemory(Cabinet cabinet, int zoneMinutes = 480)
{
    /// <summary>Milliseconds that its clock is ahead.</summary>
    public long ClockAhead { get; set; }

    /// <summary>Days, as days of 2000-01-01, on which it made no freeze.</summary>
    public HashSet<int> Without { get; } = [];

    /// <summary>Freezes that it keeps.</summary>
    public int Depth { get; set; } = 62;

    /// <summary>Occurrences of power-down so far: the n-th began n hours after 2026-01-01 00:00 and lasted a minute.</summary>
    public int PowerDowns { get; set; }

    /// <summary>Its clock, seconds since 2000 in its zone.</summary>
    public long Local => ((cabinet.UnixMilliseconds + ClockAhead) / 1000) - 946684800 + (zoneMinutes * 60);

    /// <summary>The value that it froze on a day, 0.01 kWh.</summary>
    public static long Frozen(int day) => day * 10L;

    /// <summary>The answer to an identifier, or null for none of its own.</summary>
    public string? Answer(uint identifier)
    {
        var nth = (int)(identifier & 0xFF);
        switch (identifier & 0xFFFFFF00)
        {
            case 0x05060000: return Day(nth) is { } dated ? Stamp(dated) : "D1";
            case 0x05060100: return Day(nth) is { } day ? Cabinet.Bcd(Frozen(day), 4) : "D1";
            case 0x00010000 when nth > 0: return Cabinet.Bcd(7000 + Month(nth), 4);
            case 0x01010000: return Cabinet.Bcd(12_0000 + nth, 3) + Stamp((int)(Local / 86400) - (30 * nth), "1830");
            case 0x03110000 when nth == 0: return Cabinet.Bcd(PowerDowns, 3);
            case 0x03110000: return nth <= Math.Min(10, PowerDowns) ? Moment(PowerDowns - nth + 1, 0) + Moment(PowerDowns - nth + 1, 60) : "D1";
        }

        var now = new DateTime(2000, 1, 1).AddSeconds(Local);
        return identifier switch
        {
            0x04000101 => Text($"{(int)now.DayOfWeek:D2}{now.Day:D2}{now.Month:D2}{now.Year % 100:D2}"),
            0x04000102 => Text($"{now.Second:D2}{now.Minute:D2}{now.Hour:D2}"),
            _ => null,
        };
    }

    /// <summary>Unix milliseconds at which the n-th power-down began.</summary>
    public long BeganAt(int number) =>
        (long)(new DateTime(2026, 1, 1).AddHours(number) - new DateTime(1970, 1, 1)).TotalMilliseconds - (zoneMinutes * 60_000L);

    private int Month(int nth)
    {
        var now = new DateTime(2000, 1, 1).AddSeconds(Local);
        return ((now.Year - 2000) * 12) + now.Month - 1 - (nth - 1);
    }

    private int? Day(int nth)
    {
        var day = (int)(Local / 86400);
        for (var found = 0; nth <= Depth && day > 0; day--)
            if (!Without.Contains(day) && ++found == nth)
                return day;
        return null;
    }

    private static string Stamp(int day, string time = "0000")
    {
        var date = new DateTime(2000, 1, 1).AddDays(day);
        return Text($"{time[2..]}{time[..2]}{date.Day:D2}{date.Month:D2}{date.Year % 100:D2}");
    }

    private static string Moment(int number, int seconds)
    {
        var at = new DateTime(2026, 1, 1).AddHours(number).AddSeconds(seconds);
        return Text($"{at.Second:D2}{at.Minute:D2}{at.Hour:D2}{at.Day:D2}{at.Month:D2}{at.Year % 100:D2}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
