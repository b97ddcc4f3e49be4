namespace Wattline.Simulators.Physics;

/// <summary>
/// A <see cref="VirtualClock"/> as a <see cref="TimeProvider"/>: UTC only, one tick of its timestamp is a
/// microsecond, timers fire when the clock is turned past them.
/// </summary>
internal sealed class VirtualTimeProvider(VirtualClock clock) : TimeProvider
{
    public override long TimestampFrequency => 1_000_000;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => VirtualClock.Start.AddMicroseconds(clock.NowMicros);

    public override long GetTimestamp() => clock.NowMicros;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(clock, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }
}
