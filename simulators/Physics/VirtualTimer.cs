namespace Wattline.Simulators.Physics;

/// <summary>A timer that fires on the thread that turns its clock.</summary>
internal sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
{
    private readonly Lock _gate = new();
    private ClockEvent? _next;
    private long _periodMicros;
    private bool _isDisposed;

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            if (_isDisposed)
                return false;
            _next?.Cancel();
            _periodMicros = period > TimeSpan.Zero ? Micros(period) : 0;
            _next = dueTime < TimeSpan.Zero ? null : clock.After(Micros(dueTime), Fire);
            return true;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _next?.Cancel();
        }
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    private void Fire()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _next = _periodMicros > 0 ? clock.After(_periodMicros, Fire) : null;
        }
        callback(state);
    }

    // Rounded up: a timer must never fire early, and a period must never become zero.
    private static long Micros(TimeSpan span) =>
        (span.Ticks + TimeSpan.TicksPerMicrosecond - 1) / TimeSpan.TicksPerMicrosecond;
}
