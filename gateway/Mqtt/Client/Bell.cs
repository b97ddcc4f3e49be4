namespace Wattline.Gateway.Mqtt.Client;

/// <summary>Wakes one loop; however often it is rung meanwhile, once.</summary>
internal sealed class Bell : IDisposable
{
    private readonly SemaphoreSlim _bell = new(0, 1);
    private int _rung;

    public void Ring()
    {
        if (Interlocked.Exchange(ref _rung, 1) == 0) _bell.Release();
    }

    public async ValueTask WaitAsync(CancellationToken stop)
    {
        await _bell.WaitAsync(stop).ConfigureAwait(false);
        Volatile.Write(ref _rung, 0);
    }

    public void Dispose() => _bell.Dispose();
}
