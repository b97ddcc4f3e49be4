using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Forwarding;

namespace Wattline.Gateway.Uplinks.EventHubs;

/// <summary>Messages as events for a hub, each with its partition key (docs/cloudlink.md, over Event Hubs).</summary>
internal sealed class HubBatch(string gateway) : IBatchWriter, IDisposable
{
    private readonly HubEventWriter _writer = new(gateway);
    private readonly List<HubEvent> _events = [];
    private readonly List<(string Key, int FirstEvent)> _messages = [];
    private readonly List<HubEvent> _next = [];
    private long _bytes;

    /// <inheritdoc/>
    public int Count => _messages.Count;

    /// <inheritdoc/>
    public BatchOutcome TryAdd(Message message, DateTimeOffset received)
    {
        _next.Clear();
        if (!_writer.TryWrite(message, received, _next)) return BatchOutcome.TooLarge;
        var bytes = _next.Sum(static one => (long)one.Body.Length);
        if (Count > 0 && (Count == UplinkLimits.HubMessagesMax || _bytes + bytes > UplinkLimits.HubBytesMax)) return BatchOutcome.Full;
        _messages.Add((HubEventWriter.PartitionKeyOf(message), _events.Count));
        _events.AddRange(_next);
        _bytes += bytes;
        return BatchOutcome.Added;
    }

    /// <inheritdoc/>
    public void Finish()
    {
    }

    /// <summary>The events of a part by their keys, each key's in order, and the message that each is of.</summary>
    public IReadOnlyList<HubRun> Runs(int first, int count)
    {
        var runs = new Dictionary<string, HubRun>(StringComparer.Ordinal);
        for (var message = first; message < first + count; message++)
        {
            var (key, from) = _messages[message];
            if (!runs.TryGetValue(key, out var run)) runs.Add(key, run = new HubRun(key));
            var end = message + 1 < _messages.Count ? _messages[message + 1].FirstEvent : _events.Count;
            for (var place = from; place < end; place++) run.Add(_events[place], message);
        }
        return [.. runs.Values];
    }

    /// <inheritdoc/>
    public void Clear()
    {
        _messages.Clear();
        _events.Clear();
        _bytes = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
