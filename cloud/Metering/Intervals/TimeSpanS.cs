namespace Wattline.Cloud.Metering.Intervals;

/// <summary>A stretch of time: the moments after its beginning up to its end, Unix seconds.</summary>
public readonly record struct TimeSpanS(long From, long To)
{
    /// <summary>Seconds that it has in common with another.</summary>
    public long Common(long from, long to) => Math.Max(0, Math.Min(To, to) - Math.Max(From, from));
}
