namespace Wattline.Firmware.Commands;

/// <summary>A meter's date and time, to and from Unix seconds. Meters write two digits of the year: 2000 to 2099.</summary>
internal sealed class MeterTime
{
    private const int DaysToYear2000 = 10957;
    private const int DaysOfFourYears = 1461;
    private const int SecondsOfDay = 86400;

    public int Year { get; private set; }

    public int Month { get; private set; }

    public int Day { get; private set; }

    /// <summary>0 is Sunday.</summary>
    public int Weekday { get; private set; }

    public int Hour { get; private set; }

    public int Minute { get; private set; }

    public int Second { get; private set; }

    /// <summary>Takes a moment.</summary>
    /// <param name="seconds">Since 1970-01-01, of the meter's own zone.</param>
    /// <returns>False when no meter can write it.</returns>
    public bool Set(long seconds)
    {
        var days = (seconds / SecondsOfDay) - DaysToYear2000;
        if (seconds < 0 || days is < 0 or >= 25 * DaysOfFourYears)
        {
            return false;
        }

        var rest = (int)(seconds % SecondsOfDay);
        Hour = rest / 3600;
        Minute = rest / 60 % 60;
        Second = rest % 60;
        Weekday = (int)((days + 6) % 7); // 2000-01-01 was a Saturday.
        var year = 0;
        while (days >= DaysOf(year))
        {
            days -= DaysOf(year);
            year++;
        }

        var month = 1;
        while (days >= DaysOf(year, month))
        {
            days -= DaysOf(year, month);
            month++;
        }

        Year = year;
        Month = month;
        Day = (int)days + 1;
        return true;
    }

    /// <summary>Seconds since 1970-01-01 of the meter's own zone; −1 for what is no date or no time.</summary>
    /// <param name="date">WW DD MM YY, BCD.</param>
    /// <param name="time">ss mm hh, BCD.</param>
    public static long Seconds(byte[] date, byte[] time)
    {
        int day = Digits(date[1]), month = Digits(date[2]), year = Digits(date[3]);
        int second = Digits(time[0]), minute = Digits(time[1]), hour = Digits(time[2]);
        if (year < 0 || month is < 1 or > 12 || day < 1 || day > DaysOf(year, month)
            || second is < 0 or > 59 || minute is < 0 or > 59 || hour is < 0 or > 23)
        {
            return -1;
        }

        long days = DaysToYear2000 + day - 1;
        for (var i = 0; i < year; i++)
        {
            days += DaysOf(i);
        }

        for (var i = 1; i < month; i++)
        {
            days += DaysOf(year, i);
        }

        return (days * SecondsOfDay) + (hour * 3600) + (minute * 60) + second;
    }

    /// <summary>A number of two digits as BCD.</summary>
    public static byte Bcd(int value) => (byte)(((value / 10) << 4) | (value % 10));

    private static int Digits(int bcd) => (bcd >> 4) > 9 || (bcd & 0x0F) > 9 ? -1 : ((bcd >> 4) * 10) + (bcd & 0x0F);

    // 2000 was a leap year, and 2100 is out of reach.
    private static int DaysOf(int year) => year % 4 == 0 ? 366 : 365;

    private static int DaysOf(int year, int month) => month == 2 ? (year % 4 == 0 ? 29 : 28) : month is 4 or 6 or 9 or 11 ? 30 : 31;
}
