namespace Wattline.Gateway.Mqtt;

/// <summary>Spreads TLS handshakes: so many begin in a second, so many are under way; the others wait in turn, and more than may wait are turned away.</summary>
internal sealed class HandshakeTurns(MqttLimits limits)
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource<bool>> _waiting = new();
    private int _begun;
    private int _running;

    /// <summary>Handshakes that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Returns when it is this handshake's turn, to be given back by <see cref="Release"/>. False: too many wait, or the wait was ended.</summary>
    public async ValueTask<bool> WaitAsync(CancellationToken ended)
    {
        TaskCompletionSource<bool> turn;
        lock (_lock)
        {
            if (_waiting.Count == 0 && TryTake())
            {
                return true;
            }
            if (_waiting.Count >= limits.UnconnectedMax)
            {
                return false;
            }
            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
        }
        // Whoever is first, the turn or the end, decides: no turn is lost with one who left.
        await using var registration = ended.UnsafeRegister(static waiting => ((TaskCompletionSource<bool>)waiting!).TrySetResult(false), turn).ConfigureAwait(false);
        return await turn.Task.ConfigureAwait(false);
    }

    /// <summary>A handshake has ended, well or badly.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _running--;
            Pump();
        }
    }

    /// <summary>A second has gone by.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            _begun = 0;
            Pump();
        }
    }

    private bool TryTake()
    {
        if (_begun >= limits.HandshakesPerSecondMax || _running >= limits.HandshakesMax)
        {
            return false;
        }
        _begun++;
        _running++;
        return true;
    }

    private void Pump()
    {
        while (_waiting.Count > 0)
        {
            if (_waiting.Peek().Task.IsCompleted)
            {
                _waiting.Dequeue();
                continue;
            }
            if (!TryTake())
            {
                return;
            }
            if (!_waiting.Dequeue().TrySetResult(true))
            {
                _begun--;
                _running--;
            }
        }
    }
}
