namespace Wattline.Firmware.Meters;

/// <summary>
/// Dates of DL/T 645-2007, BCD and low byte first, as minutes or seconds since 2000-01-01 00:00 of the meter's own
/// clock, which has no zone. A date that is not in the calendar (31 February, month 0, FF) is none.
/// </summary>
public static class Dlt645Moment
{
    /// <summary>Seconds from 1970-01-01 to 2000-01-01.</summary>
    public const long Epoch = 946684800;

    /// <summary>YYMMDDhhmm: mm hh DD MM YY on the wire, 5 bytes.</summary>
    /// <returns>Minutes since 2000; -1 when it is no date.</returns>
    public static long Minutes(byte[] bytes, int offset)
    {
        var minute = Digits(bytes[offset]);
        var hour = Digits(bytes[offset + 1]);
        var day = Days(Digits(bytes[offset + 4]), Digits(bytes[offset + 3]), Digits(bytes[offset + 2]));
        return minute is < 0 or > 59 || hour is < 0 or > 23 || day < 0 ? -1 : (((day * 24) + hour) * 60) + minute;
    }

    /// <summary>YYMMDDhhmmss: ss mm hh DD MM YY on the wire, 6 bytes.</summary>
    /// <returns>Seconds since 2000; -1 when it is no date.</returns>
    public static long Seconds(byte[] bytes, int offset)
    {
        var second = Digits(bytes[offset]);
        var minutes = Minutes(bytes, offset + 1);
        return second is < 0 or > 59 || minutes < 0 ? -1 : (minutes * 60) + second;
    }

    /// <summary>Days since 2000-01-01.</summary>
    /// <returns>-1 when the date is not in the calendar of 2000 to 2099.</returns>
    public static long Days(int year, int month, int day)
    {
        if (year is < 0 or > 99 || month is < 1 or > 12 || day < 1 || day > DaysOf(year, month))
        {
            return -1;
        }

        long days = (year * 365) + ((year + 3) / 4);
        for (var i = 1; i < month; i++)
        {
            days += DaysOf(year, i);
        }

        return days + day - 1;
    }

    /// <summary>Days of a month of 2000 to 2099, in which every fourth year leaps.</summary>
    public static int DaysOf(int year, int month) =>
        month == 2 ? (year % 4 == 0 ? 29 : 28) : month is 4 or 6 or 9 or 11 ? 30 : 31;

    /// <summary>The month of a day since 2000-01-01: 12 times the year since 2000, plus the month from 0.</summary>
    /// <param name="day">Becomes the day of that month, from 1.</param>
    public static int MonthOf(ref long day)
    {
        var year = (int)(day * 4 / 1461);
        day -= (year * 365) + ((year + 3) / 4);
        var month = 1;
        while (day >= DaysOf(year, month))
        {
            day -= DaysOf(year, month);
            month++;
        }

        day++;
        return (year * 12) + month - 1;
    }

    /// <summary>The number of two BCD digits; -1 when they are none.</summary>
    public static int Digits(byte value) => (value >> 4) > 9 || (value & 0x0F) > 9 ? -1 : ((value >> 4) * 10) + (value & 0x0F);
}
