using Wattline.Cloud.Ledger.Arrears;

namespace Wattline.Cloud.Portal.Settings;

/// <summary>A utility's rules on arrears, in section <c>Portal:Arrears</c>; what is not set is <see cref="ArrearsPolicy"/>'s own.</summary>
public sealed record ArrearsSettings
{
    private static readonly ArrearsPolicy _usual = new();

    /// <summary>What is overdue by less than this is left alone, minor units.</summary>
    public long OverdueMin { get; init; } = _usual.OverdueMin;

    /// <summary>For so long after its time nothing is done.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMilliseconds(_usual.GraceMs);

    /// <summary>From proven notice to the alarm.</summary>
    public TimeSpan Notice { get; init; } = TimeSpan.FromMilliseconds(_usual.NoticeMs);

    /// <summary>From the alarm to the trip.</summary>
    public TimeSpan Alarm { get; init; } = TimeSpan.FromMilliseconds(_usual.AlarmMs);

    /// <summary>The balance above which a reconnection is released, minor units.</summary>
    public long CloseAbove { get; init; } = _usual.CloseAbove;

    /// <summary>Nobody is disconnected from this hour of the point's zone on; the same as <see cref="QuietToHour"/>: at any hour somebody may be.</summary>
    public int QuietFromHour { get; init; } = _usual.QuietFromHour;

    /// <summary>Nor before this hour.</summary>
    public int QuietToHour { get; init; } = _usual.QuietToHour;

    /// <summary>Nor on these days, by their English names with commas between; null: <see cref="ArrearsPolicy"/>'s own, empty: none.</summary>
    public string? QuietDays { get; init; }

    /// <summary>Every fault, each with the setting's name.</summary>
    internal IEnumerable<string> Faults()
    {
        if (Grace < TimeSpan.Zero || Notice < TimeSpan.Zero || Alarm < TimeSpan.Zero) yield return "Arrears: Grace, Notice and Alarm are times of 0 and more";
        if (QuietFromHour is < 0 or > 24 || QuietToHour is < 0 or > 24) yield return "Arrears: QuietFromHour and QuietToHour are hours of 0 to 24";
        if (OverdueMin < 0) yield return "Arrears:OverdueMin: 0 or more";
        if (Days() is null) yield return $"Arrears:QuietDays: '{QuietDays}' is not of Monday to Sunday with commas between";
    }

    internal ArrearsPolicy ToPolicy() => new()
    {
        OverdueMin = OverdueMin,
        GraceMs = (long)Grace.TotalMilliseconds,
        NoticeMs = (long)Notice.TotalMilliseconds,
        AlarmMs = (long)Alarm.TotalMilliseconds,
        CloseAbove = CloseAbove,
        QuietFromHour = QuietFromHour,
        QuietToHour = QuietToHour,
        QuietDays = Days() ?? _usual.QuietDays,
    };

    private IReadOnlyList<DayOfWeek>? Days()
    {
        if (QuietDays is null) return _usual.QuietDays;
        var days = new List<DayOfWeek>();
        foreach (var name in QuietDays.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Enum.GetNames<DayOfWeek>().Contains(name, StringComparer.OrdinalIgnoreCase)) return null;
            days.Add(Enum.Parse<DayOfWeek>(name, ignoreCase: true));
        }

        return days;
    }
}
