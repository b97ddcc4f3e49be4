using System.Threading.Channels;

namespace Wattline.Cloud.EventHubs.Transport;

/// <summary>Wakes one loop when it is rung or a time has come. What rings while nobody waits is kept, so no ring is lost.</summary>
internal sealed class Alarm : IDisposable
{
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan _shortest = TimeSpan.FromMilliseconds(1);

    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ITimer _timer;
    private long _at;

    public Alarm(TimeProvider time) => _timer = time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Wakes the loop. For any thread.</summary>
    public void Ring() => _bell.Writer.TryWrite(true);

    /// <summary>Rings at a time and no more at the one set before.</summary>
    /// <param name="at">When; <see cref="long.MaxValue"/>: never.</param>
    /// <param name="now">The time now, by the same clock in milliseconds.</param>
    public void Set(long at, long now)
    {
        _at = at;
        var due = TimeSpan.FromMilliseconds(Math.Clamp(at - now, (long)_shortest.TotalMilliseconds, (long)_longest.TotalMilliseconds));
        _timer.Change(at == long.MaxValue ? Timeout.InfiniteTimeSpan : due, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Rings at a time if it is earlier than the one set.</summary>
    public void SetIfEarlier(long at, long now)
    {
        if (at < _at)
        {
            Set(at, now);
        }
    }

    /// <summary>Waits until it was rung since the last wait.</summary>
    public async Task WaitAsync(CancellationToken stop) => await _bell.Reader.ReadAsync(stop).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();
}
