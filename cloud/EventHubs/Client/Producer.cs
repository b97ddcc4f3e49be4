using System.Buffers.Binary;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>
/// Sends batches until each is accepted or there is a reason why not. A lost connection, a busy hub or a restart only delays them:
/// they are sent again in their order. Nothing is stored here: whoever sends keeps his events until they are reported.
/// </summary>
public sealed partial class Producer : HubLink
{
    private const string IdempotentProducer = "com.microsoft:idempotent-producer";

    /// <summary>How often a batch is refused for a reason that should pass before it is its own fault: it must not stop its neighbours for good.</summary>
    private const int RejectionsMax = 10;

    private readonly ProducerSettings _settings;
    private readonly Action<SendReport> _reported;
    private readonly string? _partition;
    private readonly List<Part> _waiting = [];
    private readonly Dictionary<uint, Part> _inFlight = [];
    private readonly Dictionary<long, Ticket> _open = [];
    private ProducerStamp? _stamp;
    private long _ticket;
    private long _pausedUntil;
    private int _tag;

    internal Producer(HubClient client, string? partition, ProducerSettings settings, Action<SendReport> reported)
        : base(client, partition is null ? client.Settings.Hub : $"{client.Settings.Hub}/Partitions/{partition}")
    {
        if (settings.Idempotent && partition is null)
        {
            throw new ArgumentException("An idempotent producer sends to one partition.", nameof(settings));
        }
        (_partition, _settings, _reported, _stamp) = (partition, settings, reported, settings.GoesOnFrom);
    }

    /// <summary>Batches that are not reported yet.</summary>
    public int Pending => _open.Count;

    /// <summary>Whether another batch is taken.</summary>
    public bool HasRoom => !IsEnded && Circuit is null && Pending < _settings.BatchesMax;

    /// <summary>Bytes of a batch at most: what the link takes, once it is known.</summary>
    public int BatchBytesMax => (int)Math.Min(Sender?.MessageBytesMax ?? Client.Settings.Limits.MessageBytesMax, Client.Settings.Limits.MessageBytesMax);

    /// <summary>Of an idempotent producer: the group, the owner level and the last number stored; null before it is known.</summary>
    public ProducerStamp? Stamp => _stamp;

    internal override long NextWake => _waiting.Count > 0 && IsAttached && _pausedUntil > 0 ? Math.Min(base.NextWake, _pausedUntil) : base.NextWake;

    private SenderLink? Sender => (SenderLink?)Link;

    /// <summary>Takes a batch. It must not be changed before it is reported.</summary>
    /// <param name="batch">The events.</param>
    /// <param name="ticket">The batch's number in reports.</param>
    /// <returns>False when there is no room, or the circuit is open (<see cref="HubLink.Circuit"/> tells why).</returns>
    public bool TrySend(EventBatch batch, out long ticket)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ticket = 0;
        if (!HasRoom || batch.Count == 0)
        {
            return false;
        }
        if (batch.PartitionId != _partition && batch.PartitionId is not null)
        {
            throw new ArgumentException("The batch is for another partition.", nameof(batch));
        }
        ticket = ++_ticket;
        _waiting.Add(new Part(batch, 0, _open[ticket] = new Ticket(ticket)));
        Pump(Client.Now);
        return true;
    }

    /// <summary>
    /// Sends no more of a batch than is under way already; it is reported when that is known. Of an idempotent producer it changes
    /// nothing: what was numbered must be stored, or the number would stand for another batch.
    /// </summary>
    /// <param name="ticket">The batch's number.</param>
    public void Withdraw(long ticket)
    {
        if (_settings.Idempotent || !_open.TryGetValue(ticket, out var withdrawn))
        {
            return;
        }
        withdrawn.IsWithdrawn = true;
        foreach (var part in _waiting.FindAll(part => part.Ticket == withdrawn))
        {
            _waiting.Remove(part);
            Drop(part);
        }
    }

    internal override void Step(long now)
    {
        base.Step(now);
        Pump(now);
    }

    /// <summary>Sends what can be sent.</summary>
    internal void Pump(long now)
    {
        _pausedUntil = now >= _pausedUntil ? 0 : _pausedUntil;
        int most = _settings.Idempotent ? 1 : _settings.InFlightMax;
        Span<byte> tag = stackalloc byte[sizeof(int)];
        while (_waiting.Count > 0 && _inFlight.Count < most && now >= _pausedUntil && Sender is { CanSend: true } sender)
        {
            var part = _waiting[0];
            _waiting.RemoveAt(0);
            var message = _settings.Idempotent ? part.Batch.Stamped(_stamp!.Value with { Sequence = _stamp.Value.Sequence + 1 }) : part.Batch.Message;
            if (message.Length > sender.MessageBytesMax)
            {
                Divide(part, new AmqpError(ErrorCondition.MessageSizeExceeded, "The batch is larger than the link takes."));
                continue;
            }
            BinaryPrimitives.WriteInt32BigEndian(tag, ++_tag);
            if (!sender.TrySend(tag, MessageSections.BatchFormat, settled: false, default, message, out uint id))
            {
                Return(part);
                break;
            }
            _inFlight[id] = part;
        }
    }

    /// <summary>The hub said what became of a delivery.</summary>
    internal void Told(SenderLink link, uint deliveryId, DeliveryState state, long now)
    {
        if (link != Link || !_inFlight.Remove(deliveryId, out var part))
        {
            return;
        }
        if (state.Outcome == Outcome.Accepted)
        {
            Worked();
            if (_settings.Idempotent)
            {
                _stamp = _stamp!.Value with { Sequence = _stamp.Value.Sequence + part.Batch.Count };
            }
            Done(part);
        }
        else
        {
            Rejected(part, state.Outcome == Outcome.Rejected ? state.Error : null, now);
        }
        Pump(now);
    }

    private protected override AmqpLink? Attach(AmqpSession session)
    {
        AmqpMap? properties = null;
        if (_settings.Idempotent && _stamp is { } stamp)
        {
            properties = new AmqpMap();
            properties.AddSymbol("com.microsoft:producer-id", AmqpValue.Long(stamp.Group));
            properties.AddSymbol("com.microsoft:producer-epoch", AmqpValue.Short(stamp.Epoch));
            properties.AddSymbol("com.microsoft:producer-sequence-number", AmqpValue.Int(stamp.Sequence));
        }
        string name = Client.NewLinkName(Path);
        return session.AttachSender(new Attach
        {
            Name = name,
            SndSettleMode = 0,
            Source = new Terminus { Address = name },
            Target = new Terminus { Address = Path },
            DesiredCapabilities = _settings.Idempotent ? [IdempotentProducer] : [],
            Properties = properties,
        }, this);
    }

    private protected override void Attached(long now)
    {
        if (_settings.Idempotent && _stamp is null)
        {
            var given = Link!.Remote!.Properties;
            _stamp = new ProducerStamp(given?["com.microsoft:producer-id"]?.Integer ?? 0, (short)(given?["com.microsoft:producer-epoch"]?.Integer ?? 0),
                (int)(given?["com.microsoft:producer-sequence-number"]?.Integer ?? 0));
        }
        Pump(now);
    }

    private protected override void Broken(AmqpError error, FailureKind kind, long now)
    {
        foreach (var part in _inFlight.Values)
        {
            Return(part);
        }
        _inFlight.Clear();
        if (Circuit is not null)
        {
            ReportAll(SendOutcome.CircuitOpened, error);
        }
    }

    private protected override void Ended(AmqpError? error)
    {
        foreach (var part in _inFlight.Values)
        {
            Return(part);
        }
        _inFlight.Clear();
        ReportAll(SendOutcome.Ended, error);
    }

    private void Rejected(Part part, AmqpError? error, long now)
    {
        var kind = Failures.KindOf(error);
        if (kind == FailureKind.Transient && ++part.Rejections >= RejectionsMax)
        {
            kind = FailureKind.Refused;
        }
        switch (kind)
        {
            case FailureKind.TooLarge:
                Divide(part, error!);
                break;
            case FailureKind.Refused:
                part.Ticket.Refusal ??= error ?? new AmqpError(ErrorCondition.InternalError, "The hub gives the batch back each time.");
                Done(part);
                break;
            case FailureKind.Busy or FailureKind.Transient:
                Return(part);
                Delay = error;
                if (_pausedUntil == 0)
                {
                    // What was under way together is refused together: that is one refusal, and not a wait that doubles with each.
                    _pausedUntil = now + Math.Max(kind == FailureKind.Busy ? BusyWait() : 0, (long)Client.Settings.RetryLeast.TotalMilliseconds);
                }
                break;
            default:
                Return(part);
                Detach(error, now);
                break;
        }
    }

    private void Detach(AmqpError? error, long now) => HandleDetached(error, now);
}
