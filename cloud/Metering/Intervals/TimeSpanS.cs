namespace Wattline.Cloud.Metering.Intervals;

/// <summary>A stretch of time: the moments after its beginning up to its end, Unix seconds.</summary>
public readonly record struct TimeSpanS(long From, long To)
{
    /// <summary>Seconds that it has in common with another.</summary>
    public long Common(long from, long to) => Math.Max(0, Math.Min(To, to) - Math.Max(From, from));

    /// <summary>The same moments in stretches that neither overlap nor touch, by time: two that told of one failure told of one.</summary>
    public static TimeSpanS[] Union(IEnumerable<TimeSpanS> spans)
    {
        var all = new List<TimeSpanS>();
        foreach (var span in spans.Where(static one => one.To > one.From).OrderBy(static one => one.From))
        {
            if (all.Count > 0 && span.From <= all[^1].To) all[^1] = all[^1] with { To = Math.Max(all[^1].To, span.To) };
            else all.Add(span);
        }

        return [.. all];
    }
}
