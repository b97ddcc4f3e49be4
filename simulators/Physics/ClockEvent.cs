namespace Wattline.Simulators.Physics;

/// <summary>An action that waits on a <see cref="VirtualClock"/>; the handle to take it back.</summary>
public sealed class ClockEvent
{
    private Action? _action;

    internal ClockEvent(long atMicros, Action action)
    {
        AtMicros = atMicros;
        _action = action;
    }

    /// <summary>When it is due, in microseconds since the start of the clock.</summary>
    public long AtMicros { get; }

    /// <summary>True until it has run or was cancelled.</summary>
    public bool IsPending => Volatile.Read(ref _action) is not null;

    /// <summary>Takes the action back.</summary>
    /// <returns>False when it has run or was cancelled before.</returns>
    public bool Cancel() => Interlocked.Exchange(ref _action, null) is not null;

    internal void Run() => Interlocked.Exchange(ref _action, null)?.Invoke();
}
