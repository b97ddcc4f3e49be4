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
    private readonly JournalReader? _others;
    private readonly RegistryPort _registry;
    private readonly QuarantineStore _quarantine;
    private readonly SequenceTracker _sequences;
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

    /// <summary>Begins where the journal's cursors stand, with streams that go one way together.</summary>
    /// <param name="streams">The streams, those that go first first; what is not interpreted (<see cref="JournalStream.Other"/>) is passed by.</param>
    /// <param name="open">Opens the journal's reader of a stream; each is asked for once.</param>
    /// <param name="registry">The registry, as it comes and changes.</param>
    /// <param name="quarantine">Where goes what is not understood.</param>
    /// <param name="batch">Makes the batches.</param>
    /// <param name="uplink">Takes them.</param>
    /// <param name="sequences">Told how far each concentrator's streams have come.</param>
    /// <param name="jitter">Spreads the waits after failures.</param>
    public Forwarder(
        IReadOnlyList<JournalStream> streams, Func<JournalStream, JournalReader> open, RegistryPort registry, QuarantineStore quarantine, IBatchWriter batch, IUplink uplink,
        SequenceTracker sequences, Random jitter)
    {
        (_registry, _quarantine, _batch, _uplink, _backoff) = (registry, quarantine, batch, uplink, new Backoff(jitter));
        _sequences = sequences;
        _lanes = [.. streams.Where(static stream => stream != JournalStream.Other).Select(stream => new Lane(((StreamId)stream).Name(), open(stream)))];
        _others = streams.Contains(JournalStream.Other) ? open(JournalStream.Other) : null;
    }

    /// <summary>Every stream, in the order in which they go where all go one way.</summary>
    public static IReadOnlyList<JournalStream> AllStreams { get; } = [JournalStream.Money, JournalStream.Events, JournalStream.Readings, JournalStream.Other];

    /// <summary>How the way up stands.</summary>
    public ForwarderStatus Status => new(Interlocked.Read(ref _forwarded), _lanes.Sum(static lane => lane.Held), _inBatch.Count, Outcome,
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
        _uplink.Send(_first, _count);
    }

    /// <summary>What became of the last batch, or what is in the way of the one that is on its way.</summary>
    private UplinkOutcome Outcome => _uplink.Trouble is var trouble and not UplinkOutcome.None ? trouble : _lastOutcome;

    /// <summary>Returns the readers' buffers. The cursors stay as they are.</summary>
    public void Dispose()
    {
        foreach (var lane in _lanes) lane.Reader.Dispose();
        _others?.Dispose();
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
        _sendAt = now + Math.Max(_backoff.Next(), outcome == UplinkOutcome.Busy ? RuntimeLimits.BusyMsMin : 0);
        if (outcome == UplinkOutcome.Refused) Divide();
        return true;
    }

    private void Arrived()
    {
        var messages = 0;
        var rejected = _uplink.Rejected;
        for (var i = _first; i < _first + _count; i++)
        {
            if (rejected.Count > 0 && rejected.FirstOrDefault(one => one.Index == i) is { Reason: not QuarantineReason.None } refused)
            {
                Reject(i, refused.Reason);
                continue;
            }
            var (lane, lsn, header) = _inBatch[i];
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
        if (lane.Carried is { } carried && TryAdd(lane, carried, lane.CarriedLsn, lane.CarriedReceivedAt) == BatchOutcome.Full) return;
        lane.Carry(null, 0, 0);
        var read = ReadOutcome.Record;
        while (!lane.IsFull && (read = lane.Reader.TryRead(out var record)) == ReadOutcome.Record)
        {
            if (lane.Refused.Remove(record.Lsn, out var refused))
            {
                if (!PutAside(lane, record, refused.Reason, refused.Header, now)) return;
                continue;
            }
            var reason = _normaliser.Normalise(record, _seen, out var message);
            if (_normaliser.Understood is { } understood) _sequences.Note(understood);
            if (message is null)
            {
                if (!PutAside(lane, record, reason, _normaliser.Understood, now)) return;
                continue;
            }
            lane.Release(record.Lsn);
            if (lane.Poison > 0) lane.ReleasePoison(QuarantineStore.ContentOf(record.Key.Span, record.Payload.Span));
            switch (Offer(lane, message, record.Lsn, record.ReceivedAt))
            {
                case BatchOutcome.Full: return;
                case BatchOutcome.TooLarge when !PutAside(lane, record, QuarantineReason.TooLarge, _normaliser.Understood, now): return;
            }
        }
        lane.IsBlocked = lane.IsFull || read == ReadOutcome.TooManyOutstanding;
    }

    /// <summary>Into this batch, or, when it is full, carried into the next as it is: it has been compared with the values before it already.</summary>
    private BatchOutcome Offer(Lane lane, Message message, long lsn, long receivedAt)
    {
        var outcome = TryAdd(lane, message, lsn, receivedAt);
        if (outcome == BatchOutcome.Full) lane.Carry(message, lsn, receivedAt);
        return outcome;
    }

    private BatchOutcome TryAdd(Lane lane, Message message, long lsn, long receivedAt)
    {
        var outcome = _batch.TryAdd(message, DateTimeOffset.FromUnixTimeMilliseconds(receivedAt));
        if (outcome != BatchOutcome.Added) return outcome;
        _inBatch.Add((lane, lsn, message is QuarantineNotice ? null : message.Header));
        if (message is ReadingsMessage readings) RuntimeMetrics.Readings.Add(readings.ValueCount);
        return outcome;
    }
}
