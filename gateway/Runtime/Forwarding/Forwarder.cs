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
    private readonly Lane[] _lanes;
    private readonly JournalReader _others;
    private readonly RegistryPort _registry;
    private readonly QuarantineStore _quarantine;
    private readonly IBatchWriter _batch;
    private readonly IUplink _uplink;
    private readonly Backoff _backoff;
    private readonly Normaliser _normaliser = new();
    private readonly List<(Lane Lane, long Lsn)> _inBatch = [];
    private readonly HashSet<long> _refused = [];
    private ReadOnlyMemory<byte> _bytes;
    private RegistryState? _seen;
    private long _confirmations;
    private long _confirmedAt = long.MinValue;
    private long _sendAt;
    private bool _onItsWay;
    private int _eventsMax = int.MaxValue;
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
        _lanes = [new(open(JournalStream.Money)), new(open(JournalStream.Events)), new(open(JournalStream.Readings))];
        _others = open(JournalStream.Other);
    }

    /// <summary>How the way up stands.</summary>
    public ForwarderStatus Status => new(Interlocked.Read(ref _forwarded), _lanes.Sum(static lane => lane.Held), _inBatch.Count, _lastOutcome);

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
            _bytes = _batch.Finish();
        }
        if (now < _sendAt)
        {
            NextWake = _sendAt;
            return;
        }
        _onItsWay = true;
        _uplink.Send(_bytes, _inBatch.Count);
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
            foreach (var (lane, lsn) in _inBatch) lane.Reader.Acknowledge(lsn);
            Interlocked.Add(ref _forwarded, _inBatch.Count);
            RuntimeMetrics.Forwarded.Add(_inBatch.Count);
            (_eventsMax, _refusals) = (_eventsMax > int.MaxValue / 2 ? int.MaxValue : _eventsMax * 2, 0);
            _backoff.Reset();
            _sendAt = now;
            Empty();
            return true;
        }
        _sendAt = now + _backoff.Next();
        if (outcome == UplinkOutcome.Refused) Divide();
        return true;
    }

    private void Empty()
    {
        _inBatch.Clear();
        _batch.Clear();
    }

    private void Fill(Lane lane, long now)
    {
        if (lane.Carried is { } carried && !TryAdd(lane, carried, lane.CarriedLsn, lane.CarriedReceivedAt)) return;
        lane.Carry(null, 0, 0);
        while (_inBatch.Count < _eventsMax && !lane.IsFull && lane.Reader.TryRead(out var record) == ReadOutcome.Record)
        {
            Message? message = null;
            var reason = _refused.Remove(record.Lsn) ? QuarantineReason.RefusedByCloud : _normaliser.Normalise(record, _seen, out message);
            if (message is null)
            {
                PutAside(lane, record, reason, now);
                continue;
            }
            lane.Release(record.Lsn);
            if (TryAdd(lane, message, record.Lsn, record.ReceivedAt)) continue;
            // Understood, and kept as it is: it has been compared with the values before it already.
            lane.Carry(message, record.Lsn, record.ReceivedAt);
            return;
        }
    }

    private bool TryAdd(Lane lane, Message message, long lsn, long receivedAt)
    {
        if (_inBatch.Count >= _eventsMax || !_batch.TryAdd(message, DateTimeOffset.FromUnixTimeMilliseconds(receivedAt))) return false;
        _inBatch.Add((lane, lsn));
        if (message is ReadingsMessage readings) RuntimeMetrics.Readings.Add(readings.ValueCount);
        return true;
    }
}
