using System.Buffers;

namespace Wattline.Gateway.Mqtt.Client;

/// <summary>
/// A client on real sockets: a thin shell around <see cref="MqttClientMachine"/> that connects until it is stopped. Events come
/// one at a time, within its lock: a handler may call back and must not wait. For any thread.
/// </summary>
public sealed partial class MqttClient : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly MqttClientMachine _machine;
    private readonly IMqttClientEvents _events;
    private readonly Func<CancellationToken, ValueTask<Stream>> _open;
    private readonly TimeProvider _time;
    private readonly long _begin;
    private readonly ITimer _timer;
    private readonly Bell _changed = new();
    private readonly Bell _toSend = new();
    private readonly Bell _resumed = new();
    private readonly Dictionary<long, TaskCompletionSource<MqttPublishResult>> _publishing = [];
    private readonly Dictionary<long, TaskCompletionSource<byte[]>> _subscribing = [];
    private long _armed = long.MaxValue;
    private CancellationTokenSource? _connection;
    private bool _transferring;
    private bool _closing;
    private Task _run = Task.CompletedTask;

    /// <summary>Makes a client that does nothing until it is started.</summary>
    /// <param name="options">How to connect.</param>
    /// <param name="open">Opens a connection, as <see cref="MqttServer.OpenAsync"/> does.</param>
    /// <param name="events">Is told what happens.</param>
    /// <param name="time">For deadlines: real time.</param>
    /// <param name="jitter">Spreads the waits between attempts.</param>
    public MqttClient(
        MqttClientOptions options, Func<CancellationToken, ValueTask<Stream>> open, IMqttClientEvents events, TimeProvider time, Random jitter)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_open, _events, _time) = (open, events, time);
        _begin = time.GetTimestamp();
        _machine = new(options, new Events(this), jitter);
        _timer = time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Where the client stands.</summary>
    public MqttClientState State
    {
        get
        {
            lock (_lock) return _machine.State;
        }
    }

    /// <summary>Ends when the client was stopped; fails if a handler of events threw.</summary>
    public Task Completion => _run;

    /// <summary>What the system said when the last connection could not be opened.</summary>
    public string? OpenFault { get; private set; }

    /// <summary>Messages handed over and not acknowledged to the server.</summary>
    public int Unacknowledged
    {
        get
        {
            lock (_lock) return _machine.Unacknowledged;
        }
    }

    private long Now => (long)_time.GetElapsedTime(_begin).TotalMilliseconds;

    /// <summary>Begins to connect.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _machine.Start(Now);
            Follow();
        }
        _run = Task.Run(RunAsync);
    }

    /// <summary>See <see cref="MqttClientMachine.TryPublish"/>.</summary>
    public MqttPublishOutcome TryPublish(MqttMessage message, out long token)
    {
        lock (_lock)
        {
            var outcome = _machine.TryPublish(message, Now, out token);
            Follow();
            return outcome;
        }
    }

    /// <summary>Publishes and waits for the end of it: over any number of connections, until the server has the message or the client stops.</summary>
    public Task<MqttPublishResult> PublishAsync(MqttMessage message, CancellationToken cancellation = default)
    {
        lock (_lock)
        {
            var outcome = _machine.TryPublish(message, Now, out var token);
            Follow();
            if (outcome != MqttPublishOutcome.Queued) return Task.FromResult(new MqttPublishResult(outcome, 0));
            var completed = new TaskCompletionSource<MqttPublishResult>(TaskCreationOptions.RunContinuationsAsynchronously);
            _publishing.Add(token, completed);
            return completed.Task.WaitAsync(cancellation);
        }
    }

    /// <summary>See <see cref="MqttClientMachine.Subscribe"/>.</summary>
    public long Subscribe(params IReadOnlyList<MqttSubscription> filters)
    {
        lock (_lock)
        {
            var token = _machine.Subscribe(filters, Now);
            Follow();
            return token;
        }
    }

    /// <summary>Subscribes and waits for the first answer: a code for each filter.</summary>
    public Task<byte[]> SubscribeAsync(IReadOnlyList<MqttSubscription> filters, CancellationToken cancellation = default) =>
        RequestAsync(() => _machine.Subscribe(filters, Now), cancellation);

    /// <summary>Ends subscriptions and waits for the answer.</summary>
    public Task<byte[]> UnsubscribeAsync(IReadOnlyList<string> filters, CancellationToken cancellation = default) =>
        RequestAsync(() => _machine.Unsubscribe(filters, Now), cancellation);

    /// <summary>See <see cref="MqttClientMachine.Acknowledge"/>.</summary>
    public void Acknowledge(long delivery)
    {
        lock (_lock)
        {
            _machine.Acknowledge(delivery, Now);
            Follow();
        }
    }

    /// <summary>See <see cref="MqttClientMachine.AcknowledgeThrough"/>.</summary>
    public void AcknowledgeThrough(long delivery)
    {
        lock (_lock)
        {
            _machine.AcknowledgeThrough(delivery, Now);
            Follow();
        }
    }

    /// <summary>See <see cref="MqttClientMachine.Resume"/>.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            _machine.Resume(Now);
            Follow();
        }
    }

    /// <summary>Says DISCONNECT where there is a connection, and ends.</summary>
    /// <param name="endSession">Whether the server is to forget the session at once (v5).</param>
    public async Task StopAsync(bool endSession = false)
    {
        lock (_lock)
        {
            _machine.Stop(Now, endSession);
            Follow();
        }
        await _run.ConfigureAwait(false);
    }

    /// <summary>Ends without a word, as a crash would: the server sees a lost connection.</summary>
    public async Task AbortAsync()
    {
        lock (_lock)
        {
            _machine.Abandon();
            _connection?.Cancel();
            Follow();
        }
        await _run.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _timer.DisposeAsync().ConfigureAwait(false);
        _changed.Dispose();
        _toSend.Dispose();
        _resumed.Dispose();
    }

    private Task<byte[]> RequestAsync(Func<long> request, CancellationToken cancellation)
    {
        lock (_lock)
        {
            var token = request();
            Follow();
            if (token == 0) throw new InvalidOperationException("There are too many subscriptions.");
            var completed = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            _subscribing.Add(token, completed);
            return completed.Task.WaitAsync(cancellation);
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            _armed = long.MaxValue;
            _machine.Step(Now);
            Follow();
        }
    }

    /// <summary>After each call of the machine, within the lock: does what it now wants.</summary>
    private void Follow()
    {
        var state = _machine.State;
        if (_machine.UnsentBytes > 0 || state == MqttClientState.Closing) _toSend.Ring();
        if (!_machine.IsPaused) _resumed.Ring();
        if (state == MqttClientState.Closing && !_closing)
        {
            _closing = true;
            // What is left to send gets a moment; one that does not take it is not waited for.
            _connection?.CancelAfter(_transferring ? _closeWithin : TimeSpan.Zero);
        }
        if (state is MqttClientState.Opening or MqttClientState.Stopped) _changed.Ring();
        if (state == MqttClientState.Stopped) _subscribing.Values.ToList().ForEach(static waiting => waiting.TrySetCanceled());
        var wake = _machine.NextWake;
        // A timer that is due too early looks again: it need not be moved with every packet.
        if (wake >= _armed) return;
        _armed = wake;
        _timer.Change(TimeSpan.FromMilliseconds(Math.Max(0, wake - Now) + 1), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Completes what callers wait for, and tells the handler.</summary>
    private sealed class Events(MqttClient client) : IMqttClientEvents
    {
        public void Connected(bool sessionPresent) => client._events.Connected(sessionPresent);

        public void Disconnected(MqttClientEnd end, byte reason) => client._events.Disconnected(end, reason);

        public bool Received(in MqttReceived message) => client._events.Received(message);

        public void Completed(long token, MqttPublishOutcome outcome, byte reason)
        {
            if (client._publishing.Remove(token, out var waiting)) waiting.TrySetResult(new(outcome, reason));
            client._events.Completed(token, outcome, reason);
        }

        public void Subscribed(long token, ReadOnlySpan<byte> reasons)
        {
            if (client._subscribing.Remove(token, out var waiting)) waiting.TrySetResult(reasons.ToArray());
            client._events.Subscribed(token, reasons);
        }
    }
}
