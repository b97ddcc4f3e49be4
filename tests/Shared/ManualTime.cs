namespace Wattline.Tests.Shared;

/// <summary>
/// A clock that moves only when told. Its tick rate is odd on purpose: whoever takes timestamps for milliseconds or for
/// 100 ns is found out.
/// </summary>
public sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private TimeSpan _elapsed;

    /// <summary>Starts when the lab and the world start.</summary>
    public ManualTime()
        : this(new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <inheritdoc/>
    public override long TimestampFrequency => 3_579_545;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => start + _elapsed;

    /// <inheritdoc/>
    public override long GetTimestamp() => (long)(_elapsed.TotalSeconds * TimestampFrequency);

    /// <summary>Moves the clock on and calls the timers that are due, each at its time, on this thread.</summary>
    public void Advance(TimeSpan by)
    {
        var end = _elapsed + by;
        while (true)
        {
            ManualTimer? next;
            lock (_lock)
            {
                next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            }
            if (next is null)
            {
                break;
            }
            _elapsed = next.Due > _elapsed ? next.Due : _elapsed;
            next.Fire();
        }
        _elapsed = end;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_lock)
        {
            _timers.Add(timer);
        }
        return timer;
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        private TimeSpan _period;

        public TimeSpan Due { get; private set; } = TimeSpan.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : time._elapsed + dueTime;
            _period = period;
            return true;
        }

        public void Fire()
        {
            Due = _period <= TimeSpan.Zero ? TimeSpan.MaxValue : Due + _period;
            callback();
        }

        public void Dispose()
        {
            lock (time._lock)
            {
                time._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
