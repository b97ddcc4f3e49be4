namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>A utility's rules on arrears.</summary>
public sealed record ArrearsPolicy
{
    /// <summary>What is overdue by less than this is left alone, minor units.</summary>
    public long OverdueMin { get; init; } = 1_000;

    /// <summary>For so long after its time nothing is done, milliseconds.</summary>
    public long GraceMs { get; init; } = 3 * 86_400_000L;

    /// <summary>From proven notice to the alarm, milliseconds: China's rules on supply give 7 days from the notice (供电营业规则).</summary>
    public long NoticeMs { get; init; } = 7 * 86_400_000L;

    /// <summary>From the alarm to the trip, milliseconds.</summary>
    public long AlarmMs { get; init; } = 86_400_000L;

    /// <summary>The balance above which a reconnection is released, minor units (DL/T 645-2007, 04001005).</summary>
    public long CloseAbove { get; init; } = -1;

    /// <summary>A release of which the meter has not said that it was obeyed is asked for again after this, milliseconds: twice the life of the command.</summary>
    public long ReleaseAgainMs { get; init; } = 2 * 3_600_000L;

    /// <summary>Nobody is disconnected from this hour on.</summary>
    public int QuietFromHour { get; init; } = 16;

    /// <summary>Nor before this hour.</summary>
    public int QuietToHour { get; init; } = 8;

    /// <summary>Nor on these days: who pays then finds nobody to help.</summary>
    public IReadOnlyList<DayOfWeek> QuietDays { get; init; } = [DayOfWeek.Friday, DayOfWeek.Saturday, DayOfWeek.Sunday];

    /// <summary>Whether nobody is disconnected at a time.</summary>
    public bool IsQuiet(int hour, DayOfWeek day) =>
        QuietDays.Contains(day) || (QuietFromHour > QuietToHour ? hour >= QuietFromHour || hour < QuietToHour : hour >= QuietFromHour && hour < QuietToHour);
}
