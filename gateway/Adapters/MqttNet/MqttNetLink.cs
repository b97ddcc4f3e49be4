using System.Buffers;
using MQTTnet;
using MQTTnet.Protocol;
using Wattline.Gateway.Runtime.Brokers;

namespace Wattline.Gateway.Adapters.MqttNet;

/// <summary>
/// A link by MQTTnet's client, one for each connection: what was received on a connection that ended cannot be acknowledged on the
/// next one, whose packet identifiers mean other messages.
/// </summary>
internal sealed class MqttNetLink : IBrokerLink
{
    private readonly BrokerLinkSettings _settings;
    private readonly IBrokerEvents _events;
    private readonly TimeProvider _time;
    private readonly Random _jitter;
    private readonly MqttClientFactory _factory = new();
    private readonly Outbox _outbox = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _tell = new();
    private Task _run = Task.CompletedTask;
    private MqttNetConnection? _connection;
    private long _numbers;
    private bool _subscribed;
    private bool _saysGoodbye;
    private int _disposed;

    public MqttNetLink(BrokerLinkSettings settings, IBrokerEvents events, TimeProvider time, Random jitter) =>
        (_settings, _events, _time, _jitter) = (settings, events, time, jitter);

    /// <inheritdoc/>
    public bool IsConnected => Volatile.Read(ref _connection) is { IsOpen: true };

    /// <inheritdoc/>
    public Task Completion => _run;

    /// <inheritdoc/>
    public void Start() => _run = Task.Run(RunAsync);

    /// <inheritdoc/>
    public void AcknowledgeThrough(long delivery) => Volatile.Read(ref _connection)?.AcknowledgeThrough(delivery);

    /// <inheritdoc/>
    public void Resume() => Volatile.Read(ref _connection)?.Resume();

    /// <inheritdoc/>
    public bool TryPublish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain)
    {
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
            Retain = retain,
        };
        return qos > 0 ? !_stop.IsCancellationRequested && _outbox.TryAdd(message) : Volatile.Read(ref _connection) is { IsOpen: true } connection && connection.TrySend(message);
    }

    /// <inheritdoc/>
    public async Task StopAsync(bool endSession)
    {
        if (_stop.IsCancellationRequested)
        {
            await _run.ConfigureAwait(false);
            return;
        }
        // What was published before goes out before the goodbye.
        if (Volatile.Read(ref _connection) is { IsOpen: true } connection)
        {
            Task sent = Task.WhenAny(_outbox.EmptiedAsync(), connection.Ended).WaitAsync(MqttNetLimits.StopWithin, _time);
            await sent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        _saysGoodbye = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        if (endSession) await EndSessionAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>Tells one thing at a time.</summary>
    internal bool Received(in BrokerMessage message)
    {
        lock (_tell) return _events.Received(message);
    }

    internal long NextNumber() => ++_numbers;

    private async Task RunAsync()
    {
        var failures = 0;
        while (!_stop.IsCancellationRequested)
        {
            using var connection = new MqttNetConnection(this, _factory.CreateMqttClient(), _outbox);
            string why;
            try
            {
                why = await ConnectionAsync(connection).ConfigureAwait(false);
                if (connection.Lasted) failures = 0;
            }
            finally
            {
                Volatile.Write(ref _connection, null);
                await connection.CloseAsync(_saysGoodbye).ConfigureAwait(false);
            }
            lock (_tell) _events.Disconnected(why);
            if (_stop.IsCancellationRequested) return;
            var wait = Math.Min(MqttNetLimits.BackoffMsMax, MqttNetLimits.BackoffMsMin << Math.Min(failures++, 20));
            await Task.Delay(TimeSpan.FromMilliseconds(wait / 2 + _jitter.NextInt64(wait / 2 + 1)), _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One connection, to its end.</summary>
    /// <returns>Why it ended.</returns>
    private async Task<string> ConnectionAsync(MqttNetConnection connection)
    {
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            deadline.CancelAfter(MqttNetLimits.ConnectWithin);
            var result = await connection.Client.ConnectAsync(MqttNetOptions.Connect(_settings), deadline.Token).ConfigureAwait(false);
            if (result.ResultCode != MqttClientConnectResultCode.Success) return $"Refused 0x{(int)result.ResultCode:X2}";
            if (_settings.Filters.Count > 0 && !(result.IsSessionPresent && _subscribed)) await SubscribeAsync(connection.Client).ConfigureAwait(false);
            _subscribed = true;
            Volatile.Write(ref _connection, connection);
            lock (_tell) _events.Connected(result.IsSessionPresent);
            return await connection.WorkAsync(_time, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return "Stopped";
        }
        // MQTTnet throws whatever its transport threw: an attempt that fails is news, whichever it is, and the next one follows.
        catch (Exception fault) when (fault is not NullReferenceException)
        {
            return fault.InnerException is { } inner ? $"{fault.Message} {inner.Message}" : fault.Message;
        }
    }

    private async Task SubscribeAsync(IMqttClient client)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        deadline.CancelAfter(MqttNetLimits.AnswerWithin);
        var result = await client.SubscribeAsync(MqttNetOptions.Subscribe(_settings), deadline.Token).ConfigureAwait(false);
        foreach (var item in result.Items)
            if (item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2)
                lock (_tell) _events.FilterRefused(item.TopicFilter.Topic, (int)item.ResultCode);
    }

    /// <summary>MQTTnet 5.2 writes no session expiry of 0 into DISCONNECT: a session ends by one that is begun anew and not kept.</summary>
    private async Task EndSessionAsync()
    {
        using var client = _factory.CreateMqttClient();
        using var deadline = new CancellationTokenSource(MqttNetLimits.ConnectWithin, _time);
        try
        {
            await client.ConnectAsync(MqttNetOptions.ConnectToEnd(_settings), deadline.Token).ConfigureAwait(false);
            await client.DisconnectAsync(new MqttClientDisconnectOptions(), deadline.Token).ConfigureAwait(false);
        }
        // The broker forgets it in the end by itself.
        catch (Exception fault) when (fault is not NullReferenceException)
        {
            lock (_tell) _events.Disconnected(fault.Message);
        }
    }
}
