namespace Wattline.Simulators.Meters.Memory;

/// <summary>When a meter freezes by itself: mm hh DD MM in binary-coded decimal, 99 for every (DL/T 645-2007, 7.7).</summary>
/// <param name="Minute">0 to 59, or 99.</param>
/// <param name="Hour">0 to 23, or 99.</param>
/// <param name="Day">1 to 28, or 99.</param>
/// <param name="Month">99: there is no yearly freeze.</param>
internal readonly record struct FreezePattern(int Minute, int Hour, int Day, int Month)
{
    private const int Every = 99;

    /// <summary>Freezes at once, and changes nothing.</summary>
    public bool IsNow => this == new FreezePattern(Every, Every, Every, Every);

    /// <summary>What the data field says, or null when it says nothing.</summary>
    public static FreezePattern? Of(ReadOnlySpan<byte> data)
    {
        if (data.Length != 4)
            return null;
        Span<int> parts = stackalloc int[4];
        for (var i = 0; i < 4; i++)
        {
            if (data[i] >> 4 > 9 || (data[i] & 0xF) > 9)
                return null;
            parts[i] = ((data[i] >> 4) * 10) + (data[i] & 0xF);
        }
        var pattern = new FreezePattern(parts[0], parts[1], parts[2], parts[3]);
        var isGood = (pattern.Minute is < 60 || pattern.IsNow) && pattern.Hour is < 24 or Every
            && pattern.Day is (>= 1 and <= 28) or Every && pattern.Month == Every
            // A month needs its hour, a day too.
            && (pattern.Day == Every || pattern.Hour != Every);
        return isGood ? pattern : null;
    }

    /// <summary>The first moment after one at which it freezes.</summary>
    public DateTime After(DateTime shown)
    {
        if (Hour == Every)
        {
            var hourly = shown.Date.AddHours(shown.Hour).AddMinutes(Minute);
            return hourly > shown ? hourly : hourly.AddHours(1);
        }
        if (Day == Every)
        {
            var daily = shown.Date.AddHours(Hour).AddMinutes(Minute);
            return daily > shown ? daily : daily.AddDays(1);
        }
        var monthly = new DateTime(shown.Year, shown.Month, Day, Hour, Minute, 0);
        return monthly > shown ? monthly : monthly.AddMonths(1);
    }
}
