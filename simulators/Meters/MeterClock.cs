namespace Wattline.Simulators.Meters;

/// <summary>A meter's clock: it drifts, and it can be set. Times in microseconds since the start of the simulation.</summary>
internal sealed class MeterClock
{
    private readonly int _driftPartsPerMillion;
    private readonly List<(long AtMicros, DateTime To)> _before = [];
    private long _setAtMicros;
    private DateTime _setTo;

    public MeterClock(MeterSettings settings)
    {
        _driftPartsPerMillion = settings.DriftPartsPerMillion;
        _setTo = settings.Start.UtcDateTime + settings.Zone + settings.ClockOffset;
    }

    /// <summary>What the clock shows at a time, also at one before it was last set.</summary>
    public DateTime Shows(long micros)
    {
        if (micros >= _setAtMicros)
            return Shows(micros, _setAtMicros, _setTo);
        var (at, to) = _before.FindLast(set => set.AtMicros <= micros);
        return Shows(micros, at, to);
    }

    private DateTime Shows(long micros, long setAtMicros, DateTime setTo)
    {
        var since = micros - setAtMicros;
        // Drift in whole microseconds, rounded down also for a slow clock, so that the clock never goes back.
        var drift = (long)Int128.Clamp(FloorDivide((Int128)since * _driftPartsPerMillion, 1_000_000), long.MinValue, long.MaxValue);
        return setTo.AddTicks((since + drift) * TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>The first time since it was last set at which the clock shows at least <paramref name="shown"/>.</summary>
    public long WhenShows(DateTime shown)
    {
        if (shown <= _setTo)
            return _setAtMicros;
        var micros = _setAtMicros + (long)((Int128)((shown - _setTo).Ticks / TimeSpan.TicksPerMicrosecond) * 1_000_000 / (1_000_000 + _driftPartsPerMillion));
        while (micros > _setAtMicros && Shows(micros - 1) >= shown)
            micros--;
        while (Shows(micros) < shown)
            micros++;
        return micros;
    }

    public void Set(long nowMicros, DateTime shown)
    {
        _before.Add((_setAtMicros, _setTo));
        _setAtMicros = nowMicros;
        _setTo = shown;
    }

    private static Int128 FloorDivide(Int128 value, Int128 by) => value >= 0 ? value / by : -((-value + by - 1) / by);
}
