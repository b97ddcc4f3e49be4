using System.Text;
using System.Threading.Channels;
using MQTTnet;
using Wattline.Gateway.Runtime.Brokers;

namespace Wattline.Gateway.Adapters.MqttNet;

/// <summary>One connection of a link.</summary>
internal sealed class MqttNetConnection : IDisposable
{
    private static readonly TimeSpan _stable = TimeSpan.FromSeconds(10);

    private readonly MqttNetLink _link;
    private readonly Outbox _outbox;
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private readonly CancellationToken _closed;
    private readonly Channel<MqttApplicationMessageReceivedEventArgs> _acknowledged = Channel.CreateUnbounded<MqttApplicationMessageReceivedEventArgs>();
    private readonly Queue<(long Number, MqttApplicationMessageReceivedEventArgs Message)> _pending = [];
    private readonly Lock _lock = new();
    private TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MqttNetConnection(MqttNetLink link, IMqttClient client, Outbox outbox)
    {
        (_link, Client, _outbox, _closed) = (link, client, outbox, _closing.Token);
        client.ApplicationMessageReceivedAsync += ReceivedAsync;
        client.DisconnectedAsync += DisconnectedAsync;
    }

    public IMqttClient Client { get; }

    /// <summary>Ends with the connection.</summary>
    public Task Ended => _ended.Task;

    public bool IsOpen => _open.Task.IsCompleted && Client.IsConnected;

    /// <summary>Whether it stood long enough for the next wait to be short.</summary>
    public bool Lasted { get; private set; }

    /// <summary>Hands over messages, sends acknowledgements and publishes, until the connection ends.</summary>
    /// <returns>Why it ended.</returns>
    public async Task<string> WorkAsync(TimeProvider time, CancellationToken stop)
    {
        var since = time.GetTimestamp();
        _open.TrySetResult();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _closed);
        var acknowledging = EndsAsync(AcknowledgeAsync(ending.Token));
        var publishing = EndsAsync(PublishAsync(ending.Token));
        try
        {
            return await _ended.Task.WaitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            Lasted = time.GetElapsedTime(since) >= _stable;
            await _closing.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(acknowledging, publishing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void AcknowledgeThrough(long delivery)
    {
        lock (_lock)
            while (_pending.TryPeek(out var first) && first.Number <= delivery) _acknowledged.Writer.TryWrite(_pending.Dequeue().Message);
    }

    public void Resume()
    {
        lock (_lock) _resumed.TrySetResult();
    }

    /// <summary>QoS 0: gone with the connection, if that ends first.</summary>
    public bool TrySend(MqttApplicationMessage message)
    {
        _ = EndsAsync(Client.PublishAsync(message, _closed));
        return true;
    }

    /// <summary>Ends the connection, if it still is, and the client.</summary>
    public async Task CloseAsync(bool saysGoodbye)
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _open.TrySetResult();
        if (saysGoodbye && Client.IsConnected)
        {
            using var deadline = new CancellationTokenSource(MqttNetLimits.StopWithin);
            await EndsAsync(Client.DisconnectAsync(new MqttClientDisconnectOptions(), deadline.Token)).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        _closing.Dispose();
    }

    /// <summary>MQTTnet hands over one message after another, and waits for this.</summary>
    private async Task ReceivedAsync(MqttApplicationMessageReceivedEventArgs message)
    {
        message.AutoAcknowledge = false;
        await _open.Task.ConfigureAwait(false);
        var topic = Encoding.UTF8.GetBytes(message.ApplicationMessage.Topic);
        long number = 0;
        if (message.ApplicationMessage.QualityOfServiceLevel != MQTTnet.Protocol.MqttQualityOfServiceLevel.AtMostOnce)
        {
            number = _link.NextNumber();
            lock (_lock) _pending.Enqueue((number, message));
        }
        while (!_closed.IsCancellationRequested)
        {
            TaskCompletionSource resumed;
            lock (_lock) resumed = _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_link.Received(new BrokerMessage { Topic = topic, Payload = message.ApplicationMessage.Payload, Delivery = number })) return;
            await resumed.Task.WaitAsync(_closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task DisconnectedAsync(MqttClientDisconnectedEventArgs end)
    {
        _ended.TrySetResult(end.Exception is { } fault ? fault.Message : $"Ended by the broker 0x{(int)end.Reason:X2}");
        return Task.CompletedTask;
    }

    private async Task AcknowledgeAsync(CancellationToken ending)
    {
        await foreach (var message in _acknowledged.Reader.ReadAllAsync(ending).ConfigureAwait(false))
            await message.AcknowledgeAsync(ending).ConfigureAwait(false);
    }

    private async Task PublishAsync(CancellationToken ending)
    {
        while (true)
        {
            var messages = await _outbox.NextAsync(ending).ConfigureAwait(false);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ending);
            deadline.CancelAfter(MqttNetLimits.AnswerWithin);
            await Task.WhenAll(messages.Select(async message =>
            {
                // Whatever the broker answers, it has the message or will never take it; without an answer it is sent again.
                await Client.PublishAsync(message, deadline.Token).ConfigureAwait(false);
                _outbox.Remove(message);
            })).ConfigureAwait(false);
        }
    }

    /// <summary>A part that fails ends the connection: what it had to do is done on the next one.</summary>
    private async Task EndsAsync(Task part)
    {
        try
        {
            await part.ConfigureAwait(false);
        }
        catch (Exception fault) when (fault is not NullReferenceException)
        {
            if (!_closed.IsCancellationRequested) _ended.TrySetResult(fault.Message);
        }
    }
}
