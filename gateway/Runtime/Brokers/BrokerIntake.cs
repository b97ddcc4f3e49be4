using System.Buffers;
using System.Text;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Runtime.Brokers;

/// <summary>
/// Takes what a link brings: messages below v1/up into the journal, acknowledged to the broker after the commit that made them
/// durable and in the order of receipt; states for who asks. What the journal does not take now stays unread: the broker's
/// window is the back-pressure.
/// </summary>
public sealed class BrokerIntake : IDisposable
{
    private const int ToldTopicBytesMax = 128;

    private readonly JournalLog _journal;
    private readonly QuarantineStore _quarantine;
    private readonly TimeProvider _wall;
    private readonly IntakePort _port;
    private readonly Queue<(long Lsn, long Delivery)> _pending = [];
    private readonly ConcentratorNames _names = new();
    private readonly IDisposable _durable;
    private readonly IDisposable _states;
    private long _accepted;
    private volatile bool _waits;
    private volatile bool _closed;

    /// <summary>Makes an intake.</summary>
    /// <param name="journal">Makes durable.</param>
    /// <param name="quarantine">Keeps what can never be journalled.</param>
    /// <param name="wall">Dates what comes in.</param>
    public BrokerIntake(JournalLog journal, QuarantineStore quarantine, TimeProvider wall)
    {
        (_journal, _quarantine, _wall, _port) = (journal, quarantine, wall, new(journal, wall));
        _durable = journal.OnDurable(_ => Flush());
        _states = journal.OnState(_ => Flush());
    }

    /// <summary>The link that brings; before its first message.</summary>
    public IBrokerLink? Link { get; set; }

    /// <summary>Is handed what is not below v1/up: topic and payload.</summary>
    public Action<string, ReadOnlySequence<byte>>? State { get; init; }

    /// <summary>Is told whose message was journalled.</summary>
    public Action<ConcentratorId>? Heard { get; init; }

    /// <summary>Is told of a message that can never be journalled.</summary>
    public Action<OversizeMessage>? Refused { get; init; }

    /// <summary>Messages journalled.</summary>
    public long Accepted => Interlocked.Read(ref _accepted);

    /// <summary>Messages whose commit is awaited.</summary>
    public int Pending
    {
        get
        {
            lock (_pending) return _pending.Count;
        }
    }

    /// <summary>Takes nothing any more, and acknowledges nothing: the journal is going.</summary>
    public void Close() => _closed = true;

    /// <summary>The connection ended: what was not acknowledged comes again, to this link or to another.</summary>
    public void Lost()
    {
        lock (_pending) _pending.Clear();
        _waits = false;
    }

    /// <summary>Takes a message. False: not now.</summary>
    public bool Received(in BrokerMessage message)
    {
        if (_closed) return false;
        var lsn = 0L;
        if (message.Topic.StartsWith(Topics.Up))
        {
            var outcome = Accept(message, out lsn);
            if (outcome is not (AppendOutcome.Appended or AppendOutcome.TooLarge)) return false;
            if (outcome == AppendOutcome.TooLarge)
            {
                lsn = 0;
                if (!TryPutAside(message)) return false;
            }
            else
            {
                Interlocked.Increment(ref _accepted);
            }
            if (outcome == AppendOutcome.Appended && Topics.TryRead(message.Topic, out var name, out _) && _names.TryGet(name, out var concentrator)) Heard?.Invoke(concentrator);
        }
        else
        {
            State?.Invoke(Encoding.UTF8.GetString(message.Topic), message.Payload);
        }
        if (message.Delivery == 0) return true;
        lock (_pending) _pending.Enqueue((lsn, message.Delivery));
        if (lsn <= _journal.DurableLsn) Flush();
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _durable.Dispose();
        _states.Dispose();
    }

    /// <summary>Asks again for what was not taken: quarantine does not tell when its disk takes something again, as the journal does.</summary>
    public void Retry()
    {
        if (_closed || !_waits) return;
        _waits = false;
        Link?.Resume();
    }

    /// <summary>
    /// What can never be journalled would hold up all that follows for ever: it is acknowledged when quarantine has it. Should that be
    /// full it is let go, and told like the others: no concentrator of the contract sends such a message.
    /// </summary>
    private bool TryPutAside(in BrokerMessage message)
    {
        var payload = message.Payload.ToArray();
        var kept = payload.AsMemory(0, Math.Min(payload.Length, JournalLimits.PayloadBytesMax));
        var topic = message.Topic[..Math.Min(message.Topic.Length, JournalLimits.KeyBytesMax)].ToArray();
        var outcome = _quarantine.Add(
            new(0, _wall.GetUtcNow().ToUnixTimeMilliseconds(), Topics.Route(message.Topic), topic, kept), QuarantineReason.TooLong);
        if (outcome == QuarantineOutcome.DiskRefused)
        {
            _waits = true;
            return false;
        }
        var told = message.Topic[..Math.Min(message.Topic.Length, ToldTopicBytesMax)];
        Refused?.Invoke(new(Encoding.UTF8.GetString(told), payload.Length, QuarantineStore.ContentOf(message.Topic, payload), kept.Length, outcome));
        return true;
    }

    private AppendOutcome Accept(in BrokerMessage message, out long lsn)
    {
        try
        {
            var outcome = _port.Accept(message.Topic, message.Payload, out lsn);
            if (outcome is AppendOutcome.Appended or AppendOutcome.TooLarge) return outcome;
            // Room that came before the wish for it was known is not told: look once more.
            _waits = true;
            outcome = _port.Accept(message.Topic, message.Payload, out lsn);
            if (outcome is AppendOutcome.Appended or AppendOutcome.TooLarge) _waits = false;
            return outcome;
        }
        catch (ObjectDisposedException)
        {
            lsn = 0;
            return AppendOutcome.Stopped; // The journal went meanwhile.
        }
    }

    private void Flush()
    {
        if (_closed) return;
        var durable = _journal.DurableLsn;
        var through = 0L;
        lock (_pending)
        {
            while (_pending.TryPeek(out var first) && first.Lsn <= durable) through = _pending.Dequeue().Delivery;
        }
        if (through > 0) Link?.AcknowledgeThrough(through);
        if (!_waits) return;
        _waits = false;
        Link?.Resume();
    }
}
