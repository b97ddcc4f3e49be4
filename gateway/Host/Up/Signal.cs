namespace Wattline.Gateway.Host.Up;

/// <summary>Wakes a loop: however often it is rung while the loop is busy, it wakes once.</summary>
internal sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim _bell = new(0, 1);
    private int _rung;

    public void Ring()
    {
        if (Interlocked.Exchange(ref _rung, 1) == 0) _bell.Release();
    }

    /// <summary>Returns when it was rung, or after the time.</summary>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken stop)
    {
        if (await _bell.WaitAsync(atMost, stop).ConfigureAwait(false)) Volatile.Write(ref _rung, 0);
    }

    public void Dispose() => _bell.Dispose();
}
