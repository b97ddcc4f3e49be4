namespace Wattline.Simulators.Physics;

/// <summary>
/// Simulated time: a queue of actions in microseconds since the start. Actions of one instant run in the order
/// in which they were scheduled, so that one seed gives one history. Time moves only when an action runs or
/// <see cref="RunUntil"/> reaches its end. Scheduling, cancelling and reading the time are safe from any thread;
/// actions run on the thread that turns the clock.
/// </summary>
public sealed class VirtualClock
{
    /// <summary>The wall time at which every simulation starts.</summary>
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<ClockEvent, (long AtMicros, long Order)> _queue = new();
    private readonly Lock _gate = new();
    private long _nowMicros;
    private long _scheduled;

    /// <summary>A clock at its start.</summary>
    public VirtualClock() => Time = new VirtualTimeProvider(this);

    /// <summary>Microseconds since the start.</summary>
    public long NowMicros => Volatile.Read(ref _nowMicros);

    /// <summary>Simulated wall time for parts that take a <see cref="TimeProvider"/>; its timers run on this clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>Actions run so far.</summary>
    public long EventsRun { get; private set; }

    /// <summary>When the next action is due, in microseconds; <see cref="long.MaxValue"/> when none waits.</summary>
    public long NextAt
    {
        get
        {
            lock (_gate)
                return Head()?.AtMicros ?? long.MaxValue;
        }
    }

    /// <summary>Schedules an action; a time that has passed means now.</summary>
    public ClockEvent At(long micros, Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        lock (_gate)
        {
            var scheduled = new ClockEvent(Math.Max(micros, NowMicros), action);
            _queue.Enqueue(scheduled, (scheduled.AtMicros, _scheduled++));
            return scheduled;
        }
    }

    /// <summary>Schedules an action after a delay in microseconds.</summary>
    public ClockEvent After(long delayMicros, Action action) => At(NowMicros + delayMicros, action);

    /// <summary>Moves the time to the next action and runs it.</summary>
    /// <returns>False when none waits.</returns>
    public bool RunNext() => RunNext(long.MaxValue);

    /// <summary>Runs everything that is due up to and including a time, then stands at that time.</summary>
    public void RunUntil(long micros)
    {
        while (RunNext(micros)) { }
        lock (_gate)
            Volatile.Write(ref _nowMicros, Math.Max(micros, _nowMicros));
    }

    private bool RunNext(long untilMicros)
    {
        ClockEvent? next;
        lock (_gate)
        {
            next = Head();
            if (next is null || next.AtMicros > untilMicros)
                return false;
            _queue.Dequeue();
            Volatile.Write(ref _nowMicros, next.AtMicros);
        }
        EventsRun++;
        next.Run();
        return true;
    }

    // Cancelled actions stay in the queue until they come to its head.
    private ClockEvent? Head()
    {
        while (_queue.TryPeek(out var head, out _))
        {
            if (head.IsPending)
                return head;
            _queue.Dequeue();
        }
        return null;
    }
}
