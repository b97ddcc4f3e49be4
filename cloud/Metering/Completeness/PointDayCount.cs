using Wattline.Cloud.Metering.Intervals;
using Wattline.Cloud.Metering.Versions;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Completeness;

/// <summary>Counts a day of a point, channel by channel.</summary>
internal sealed class PointDayCount(string point, DateOnly day, string? area, string? concentrator)
{
    private const long HourMs = 3_600_000;

    private readonly SortedDictionary<string, long> _causes = new(StringComparer.Ordinal);
    private readonly long[] _origins = new long[Enum.GetValues<IntervalOrigin>().Length];
    private long _expected;
    private long _late;
    private long _hour;
    private long _day;
    private long _three;

    /// <summary>Counts a channel.</summary>
    /// <param name="row">Its day.</param>
    /// <param name="received">When what each interval was made of was here, Unix milliseconds.</param>
    /// <param name="causes">Why nothing came at the end of each, as quality bits.</param>
    /// <param name="isExpected">Whether a meter was there between two moments: nothing is missing where none was.</param>
    public void Add(DayRow row, ReadOnlySpan<long> received, ReadOnlySpan<ulong> causes, Func<long, long, bool> isExpected)
    {
        for (var i = 0; i < row.Origins.Length; i++)
        {
            var origin = row.Origins[i];
            if (origin == IntervalOrigin.Missing && !isExpected(row.Grid.EndOf(i) - row.Grid.LengthS, row.Grid.EndOf(i))) continue;
            _expected++;
            _origins[(int)origin]++;
            if (origin is IntervalOrigin.Registers or IntervalOrigin.Profile) CountTime(origin, received[i] - row.Grid.EndOf(i) * 1_000);
            else if (origin is IntervalOrigin.Estimated or IntervalOrigin.Missing) Explain(new QualitySet(causes[i]));
        }
    }

    /// <summary>The count.</summary>
    public PointDay Finish() => new(
        point, day, area, concentrator, _expected, _hour, _day, _three, _origins[(int)IntervalOrigin.Registers] - _late, _late, _origins[(int)IntervalOrigin.Profile],
        _origins[(int)IntervalOrigin.NoSupply], _origins[(int)IntervalOrigin.Estimated], _origins[(int)IntervalOrigin.Edited], _origins[(int)IntervalOrigin.Missing], _causes);

    private void CountTime(IntervalOrigin origin, long delayMs)
    {
        if (delayMs <= HourMs) _hour++;
        if (delayMs <= 24 * HourMs) _day++;
        else if (origin == IntervalOrigin.Registers) _late++;
        if (delayMs <= 72 * HourMs) _three++;
    }

    private void Explain(QualitySet reasons)
    {
        var name = QualitySet.TryTake(ref reasons, out var reason) ? reason.Name : QualityTable.Missing.Name;
        _causes[name] = _causes.GetValueOrDefault(name) + 1;
    }
}
