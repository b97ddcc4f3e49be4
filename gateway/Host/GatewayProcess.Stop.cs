using Wattline.Gateway.Host.Up;

namespace Wattline.Gateway.Host;

/// <summary>The three ends: asked to stop, killed, crashed.</summary>
public sealed partial class GatewayProcess
{
    private static readonly TimeSpan _stopWithin = TimeSpan.FromSeconds(5);

    /// <summary>Stops cleanly: clients are told, what was taken is committed, cursors are saved. Again does nothing.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        if (_app is not null)
        {
            using var deadline = new CancellationTokenSource(_stopWithin);
            await QuietlyAsync(_app.StopAsync(deadline.Token));
        }
        await StopLoopsAsync();
        if (_brokerSide is not null) await QuietlyAsync(_brokerSide.StopAsync().WaitAsync(_stopWithin));
        _journal.Dispose();
        await ReleaseAsync();
        HostLog.Stopped(_logger, _settings.Gateway.Name);
    }

    /// <summary>
    /// Ends as kill -9 would, as far as a process can do that to itself: what is not committed is dropped, no cursor is saved, no
    /// acknowledgement goes out any more, sockets are aborted. The files stay as they stand, and a new start recovers from them.
    /// </summary>
    public async Task KillAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        _intake.Close();
        _brokerSide?.Close();
        await StopLoopsAsync();
        _journal.Kill();
        _stateLog.Kill();
        if (_app is not null) await QuietlyAsync(_app.StopAsync(new CancellationToken(canceled: true)));
        await ReleaseAsync();
    }

    private async Task StopLoopsAsync()
    {
        foreach (var loop in _loops) await QuietlyAsync(loop.StopAsync(CancellationToken.None));
        foreach (var uplink in _uplinks) await QuietlyAsync(uplink.DisposeAsync().AsTask());
    }

    private async Task ReleaseAsync()
    {
        foreach (BackgroundLoop loop in _loops) loop.Dispose();
        if (_brokerSide is not null) await _brokerSide.DisposeAsync();
        for (var i = _owned.Count - 1; i >= 0; i--) _owned[i].Dispose();
        if (_app is not null) await _app.DisposeAsync();
        // Who was connected leaves with the endpoint, wills included.
        _state.Dispose();
        _stateLog.Dispose();
        _signal.Dispose();
        _disks.ForEach(disk => disk.Dispose());
        _lock.Dispose();
        _ended.TrySetResult();
    }

    /// <summary>A loop cannot wait for its own end: the gateway stops beside it.</summary>
    private void Crashed() => _ = Task.Run(StopAsync);

    /// <summary>The end of a part that already failed, or was hurried, is no news.</summary>
    private static async Task QuietlyAsync(Task ending) => await ending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
