using System.Runtime.InteropServices;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Decoding;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>
/// Takes records from the journal (money first, then events, then readings), makes batches of them, and moves the cursors when the cloud
/// has them. What is not understood goes to quarantine, what waits for its plan is passed by, and neither stops its neighbours. A batch
/// that failed is sent again byte for byte. Stepped: it waits for nothing. One thread at a time.
/// </summary>
public sealed partial class Forwarder : IDisposable
{
    /// <summary>The place of a notice whose message stays in the journal: nothing is acknowledged with it.</summary>
    private const long NoticeAlone = 0;

    private readonly Lane[] _lanes;
    private readonly JournalReader _others;
    private readonly RegistryPort _registry;
    private readonly QuarantineStore _quarantine;
    private readonly IBatchWriter _batch;
    private readonly IUplink _uplink;
    private readonly Backoff _backoff;
    private readonly Normaliser _normaliser = new();
    private readonly List<(Lane Lane, long Lsn, MessageHeader? Header)> _inBatch = [];
    private RegistryState? _seen;
    private long _confirmations;
    private long _confirmedAt = long.MinValue;
    private long _sendAt;
    private bool _onItsWay;
    private int _first;
    private int _count;
    private int _partMax = int.MaxValue;
    private long _removals;
    private long _retryAt;
    private int _refusals;
    private long _forwarded;
    private UplinkOutcome _lastOutcome;

    /// <summary>Begins where the journal's cursors stand.</summary>
    /// <param name="open">Opens the journal's reader of a stream; each is asked for once.</param>
    /// <param name="registry">The registry, as it comes and changes.</param>
    /// <param name="quarantine">Where goes what is not understood.</param>
    /// <param name="batch">Makes the batches.</param>
    /// <param name="uplink">Takes them.</param>
    /// <param name="jitter">Spreads the waits after failures.</param>
    public Forwarder(
        Func<JournalStream, JournalReader> open, RegistryPort registry, QuarantineStore quarantine, IBatchWriter batch, IUplink uplink, Random jitter)
    {
        (_registry, _quarantine, _batch, _uplink, _backoff) = (registry, quarantine, batch, uplink, new Backoff(jitter));
        _lanes = [new("money", open(JournalStream.Money)), new("events", open(JournalStream.Events)), new("readings", open(JournalStream.Readings))];
        _others = open(JournalStream.Other);
    }

    /// <summary>How far each concentrator's streams have come.</summary>
    public SequenceTracker Sequences { get; } = new();

    /// <summary>How the way up stands.</summary>
    public ForwarderStatus Status => new(Interlocked.Read(ref _forwarded), _lanes.Sum(static lane => lane.Held), _inBatch.Count, _lastOutcome,
        [.. _lanes.Where(static lane => lane.IsBlocked).Select(static lane => lane.Name)]);

    /// <summary>
    /// When to step again though nothing arrived, in the clock of <see cref="Step"/>: now while there is more to do, later after a failure,
    /// <see cref="long.MaxValue"/> when only new records, an outcome or news of the registry can bring more.
    /// </summary>
    public long NextWake { get; private set; }

    /// <summary>Does what can be done now.</summary>
    /// <param name="now">Milliseconds of a clock that only goes forward.</param>
    public void Step(long now)
    {
        NextWake = long.MaxValue;
        if (_onItsWay && !TryFinish(now)) return;
        PassOthers();
        if (_inBatch.Count == 0)
        {
            LookAtRegistry(now);
            foreach (var lane in _lanes) Fill(lane, now);
            if (_inBatch.Count == 0) return;
            _batch.Finish();
            (_first, _count) = (0, Math.Min(_inBatch.Count, _partMax));
        }
        if (now < _sendAt)
        {
            NextWake = _sendAt;
            return;
        }
        _onItsWay = true;
        _uplink.Send(_batch.Part(_first, _count), _count);
    }

    /// <summary>Returns the readers' buffers. The cursors stay as they are.</summary>
    public void Dispose()
    {
        foreach (var lane in _lanes) lane.Reader.Dispose();
        _others.Dispose();
    }

    /// <summary>True when the batch on its way has come to its end, whichever.</summary>
    private bool TryFinish(long now)
    {
        var outcome = _uplink.Poll();
        if (outcome == UplinkOutcome.Pending) return false;
        _onItsWay = false;
        _lastOutcome = outcome;
        RuntimeMetrics.Batches.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        if (outcome == UplinkOutcome.Durable)
        {
            Arrived();
            (_partMax, _refusals) = (_partMax > int.MaxValue / 2 ? int.MaxValue : _partMax * 2, 0);
            _backoff.Reset();
            _sendAt = now;
            GoOn();
            return true;
        }
        _sendAt = now + _backoff.Next();
        if (outcome == UplinkOutcome.Refused) Divide();
        return true;
    }

    private void Arrived()
    {
        var messages = 0;
        foreach (var (lane, lsn, header) in CollectionsMarshal.AsSpan(_inBatch).Slice(_first, _count))
        {
            if (lsn != NoticeAlone) lane.Reader.Acknowledge(lsn);
            if (header is not null) messages++;
        }
        Interlocked.Add(ref _forwarded, messages);
        RuntimeMetrics.Forwarded.Add(messages);
    }

    /// <summary>What is left of the batch comes next.</summary>
    private void GoOn()
    {
        _first += _count;
        _count = Math.Min(_inBatch.Count - _first, _partMax);
        if (_count > 0) return;
        _inBatch.Clear();
        _batch.Clear();
    }

    private void Fill(Lane lane, long now)
    {
        if (lane.Carried is { } carried && !TryAdd(lane, carried, lane.CarriedLsn, lane.CarriedReceivedAt)) return;
        lane.Carry(null, 0, 0);
        var read = ReadOutcome.Record;
        while (!lane.IsFull && (read = lane.Reader.TryRead(out var record)) == ReadOutcome.Record)
        {
            if (lane.Refused.Remove(record.Lsn, out var header))
            {
                if (!PutAside(lane, record, QuarantineReason.RefusedByCloud, header, now)) return;
                continue;
            }
            var reason = _normaliser.Normalise(record, _seen, out var message);
            if (_normaliser.Understood is { } understood) Sequences.Note(understood);
            if (message is null)
            {
                if (!PutAside(lane, record, reason, _normaliser.Understood, now)) return;
                continue;
            }
            lane.Release(record.Lsn);
            if (lane.Poison > 0) lane.ReleasePoison(QuarantineStore.ContentOf(record.Key.Span, record.Payload.Span));
            if (!Offer(lane, message, record.Lsn, record.ReceivedAt)) return;
        }
        lane.IsBlocked = lane.IsFull || read == ReadOutcome.TooManyOutstanding;
    }

    /// <summary>Into this batch, or carried into the next as it is: it has been compared with the values before it already. False when carried.</summary>
    private bool Offer(Lane lane, Message message, long lsn, long receivedAt)
    {
        if (TryAdd(lane, message, lsn, receivedAt)) return true;
        lane.Carry(message, lsn, receivedAt);
        return false;
    }

    private bool TryAdd(Lane lane, Message message, long lsn, long receivedAt)
    {
        if (!_batch.TryAdd(message, DateTimeOffset.FromUnixTimeMilliseconds(receivedAt))) return false;
        _inBatch.Add((lane, lsn, message is QuarantineNotice ? null : message.Header));
        if (message is ReadingsMessage readings) RuntimeMetrics.Readings.Add(readings.ValueCount);
        return true;
    }
}
