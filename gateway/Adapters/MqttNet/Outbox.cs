using System.Threading.Channels;
using MQTTnet;

namespace Wattline.Gateway.Adapters.MqttNet;

/// <summary>QoS 1 messages that the broker does not have for certain, oldest first, over any number of connections. For any thread.</summary>
internal sealed class Outbox
{
    private readonly Lock _lock = new();
    private readonly LinkedList<MqttApplicationMessage> _messages = [];
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private TaskCompletionSource? _emptied;

    /// <summary>Ends when the broker has every message, however many come meanwhile.</summary>
    public Task EmptiedAsync()
    {
        lock (_lock) return _messages.Count == 0 ? Task.CompletedTask : (_emptied ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    public bool TryAdd(MqttApplicationMessage message)
    {
        lock (_lock)
        {
            if (_messages.Count >= MqttNetLimits.QueuedMax) return false;
            _messages.AddLast(message);
            _bell.Writer.TryWrite(true);
            return true;
        }
    }

    /// <summary>The next messages to publish, which stay until they are <see cref="Remove"/>d.</summary>
    public async Task<IReadOnlyList<MqttApplicationMessage>> NextAsync(CancellationToken stop)
    {
        while (true)
        {
            lock (_lock)
                if (_messages.Count > 0) return [.. _messages.Take(MqttNetLimits.InFlightMax)];
            await _bell.Reader.ReadAsync(stop).ConfigureAwait(false);
        }
    }

    public void Remove(MqttApplicationMessage message)
    {
        lock (_lock)
        {
            _messages.Remove(message);
            if (_messages.Count > 0) return;
            _emptied?.SetResult();
            _emptied = null;
        }
    }
}
