using Wattline.Cloud.Contracts;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Forwarding;

namespace Wattline.Tests.World;

/// <summary>A gateway's way to one hub: our own producer's core, and the writer that the host's way has.</summary>
internal sealed class WorldHubUplink : IUplink, IBatchWriter, IDisposable
{
    private const int BatchBytesMax = 256 * 1024;
    private const int MessagesMax = 100;

    private readonly WorldHubs _hubs;
    private readonly HubEventWriter _writer = new(WorldCloud.GatewayName);
    private readonly HubClient _client;
    private readonly Producer _producer;
    private readonly Action _done;
    private readonly List<(Message Message, List<HubEvent> Events)> _batch = [];
    private readonly Queue<EventBatch> _left = [];
    private UplinkOutcome _outcome = UplinkOutcome.None;

    public WorldHubUplink(WorldHubs hubs, string hub, Action done)
    {
        (_hubs, _done) = (hubs, done);
        _client = hubs.Connect(hub, "gateway");
        _producer = _client.AddProducer(null, new ProducerSettings(), Reported);
    }

    public int Count => _batch.Count;

    public BatchOutcome TryAdd(Message message, DateTimeOffset received)
    {
        if (Count == MessagesMax) return BatchOutcome.Full;
        var events = new List<HubEvent>();
        if (!_writer.TryWrite(message, received, events)) return BatchOutcome.TooLarge;
        _batch.Add((message, events));
        return BatchOutcome.Added;
    }

    public void Finish()
    {
    }

    public void Clear() => _batch.Clear();

    public void Send(int first, int count)
    {
        _left.Clear();
        EventBatch? batch = null;
        foreach (var (message, events) in _batch.Skip(first).Take(count))
        {
            var key = HubEventWriter.PartitionKeyOf(message);
            foreach (var data in events.Select(DataOf))
            {
                if (batch is not null && batch.PartitionKey == key && batch.TryAdd(data)) continue;
                _left.Enqueue(batch = new EventBatch(BatchBytesMax, key));
                if (!batch.TryAdd(data)) throw new InvalidOperationException("An event is larger than the contract allows.");
            }
        }
        _outcome = UplinkOutcome.Pending;
        SendNext();
    }

    public UplinkOutcome Poll()
    {
        var outcome = _outcome;
        if (outcome != UplinkOutcome.Pending) _outcome = UplinkOutcome.None;
        return outcome;
    }

    /// <summary>The gateway was killed.</summary>
    public void Dispose()
    {
        _hubs.Kill(_client);
        _writer.Dispose();
    }

    private void SendNext()
    {
        if (!_producer.TrySend(_left.Dequeue(), out _)) _outcome = UplinkOutcome.Away;
        _hubs.Stir();
    }

    private void Reported(SendReport report)
    {
        if (report.Outcome == SendOutcome.Accepted && _left.Count > 0)
        {
            SendNext();
            return;
        }
        _outcome = report.Outcome switch
        {
            SendOutcome.Accepted => UplinkOutcome.Durable,
            SendOutcome.CircuitOpened => UplinkOutcome.Away,
            _ => throw new InvalidOperationException($"the hub: {report}"),
        };
        _done();
    }

    private static EventData DataOf(HubEvent source) => new()
    {
        Body = source.Body,
        ContentType = source.ContentType,
        ContentEncoding = source.ContentEncoding,
        Properties = [.. source.Properties.Select(static property => KeyValuePair.Create(property.Key, AmqpValue.String(property.Value!)))],
    };
}
