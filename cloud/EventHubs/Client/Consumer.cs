using System.Diagnostics.CodeAnalysis;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>
/// Reads a partition in its order. What came waits until it is taken, and credit follows what was taken; after a break it goes on
/// behind the last event that came. A higher owner level elsewhere ends it (<see cref="HubLink.EndedBy"/>).
/// </summary>
public sealed class Consumer : HubLink
{
    private const string FilterName = "apache.org:selector-filter:string";
    private const ulong FilterCode = 0x468C00000004;
    private const string RuntimeMetric = "com.microsoft:enable-receiver-runtime-metric";

    private readonly ConsumerSettings _settings;
    private readonly Action _arrived;
    private readonly Queue<ReceivedEvent> _events = [];
    private long? _last;
    private LastEnqueued? _lastSeen;
    private uint _taken;

    internal Consumer(HubClient client, ConsumerSettings settings, Action arrived)
        : base(client, $"{client.Settings.Hub}/ConsumerGroups/{settings.Group}/Partitions/{settings.Partition}") =>
        (_settings, _arrived) = (settings, arrived);

    /// <summary>Events that wait to be taken.</summary>
    public int Waiting => _events.Count;

    /// <summary>Where the partition's end was when the last event came; null when that is not tracked.</summary>
    public LastEnqueued? LastEnqueued { get; private set; }

    /// <summary>Takes the next event.</summary>
    public bool TryTake([NotNullWhen(true)] out ReceivedEvent? taken)
    {
        if (!_events.TryDequeue(out taken))
        {
            return false;
        }
        (Link as ReceiverLink)?.Release(taken.Message.Length);
        // Credit that is bounded by bytes may end before a quarter of the events is taken.
        if (++_taken >= Math.Max(1, _settings.Prefetch / 4) || _events.Count == 0)
        {
            _taken = 0;
            Client.Flush();
        }
        return true;
    }

    internal void Received(ReceiverLink link, in Delivery delivery)
    {
        if (!delivery.Settled)
        {
            link.Settle(delivery.Id, DeliveryState.Accepted);
        }
        var received = delivery.TooLarge ? ReceivedEvent.TooLarge() : ReceivedEvent.Read(delivery.Payload.ToArray(), out _lastSeen);
        _last = received.Sequence ?? _last;
        LastEnqueued = _lastSeen ?? LastEnqueued;
        _events.Enqueue(received);
        Worked();
        _arrived();
    }

    private protected override AmqpLink? Attach(AmqpSession session)
    {
        var position = _last is { } last ? EventPosition.FromSequence(last) : _settings.Position;
        var filter = new AmqpMap();
        filter.AddSymbol(FilterName, AmqpValue.Of(new AmqpDescribed(AmqpValue.ULong(FilterCode), AmqpValue.String(position.Expression))));
        var properties = new AmqpMap();
        if (_settings.OwnerLevel is { } level)
        {
            properties.AddSymbol("com.microsoft:epoch", AmqpValue.Long(level));
        }
        if (_settings.Name is { } given)
        {
            properties.AddSymbol("com.microsoft:receiver-name", AmqpValue.String(given));
        }
        string name = Client.NewLinkName(Path);
        var link = session.AttachReceiver(new Attach
        {
            Name = name,
            SndSettleMode = Performatives.Attach.SenderSettles,
            Source = new Terminus { Address = Path, Filter = filter },
            Target = new Terminus { Address = name },
            MaxMessageSize = (ulong)Client.Settings.Limits.MessageBytesMax,
            DesiredCapabilities = _settings.TracksLast ? [RuntimeMetric] : [],
            Properties = properties,
        }, this);
        link?.SetWindow(_settings.Prefetch, _settings.PrefetchBytes);
        foreach (var waiting in _events)
        {
            // What waits since the last link counts in this one's window too.
            link?.Hold(waiting.Message.Length);
        }
        return link;
    }

    private protected override void Attached(long now)
    {
    }

    private protected override void Broken(AmqpError error, FailureKind kind, long now)
    {
        if (Circuit is not null)
        {
            _arrived();
        }
    }

    private protected override void Ended(AmqpError? error) => _arrived();
}
