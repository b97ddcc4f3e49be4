using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>What does not go straight up: what waits for its plan, what is not understood, what the cloud refuses.</summary>
public sealed partial class Forwarder
{
    /// <summary>
    /// The registry may have changed, or have been silent on a plan for long enough: then what waits is read again. Not while a message is
    /// carried, which would be compared with itself.
    /// </summary>
    private void LookAtRegistry(long now)
    {
        var changed = _registry.State != _seen;
        var confirmed = _registry.Confirmations != _confirmations;
        _seen = _registry.State;
        if (confirmed) (_confirmations, _confirmedAt) = (_registry.Confirmations, now);
        foreach (var lane in _lanes)
        {
            lane.IsStale |= changed || confirmed && IsTooOld(lane.OldestHeld);
            if (lane.IsStale && lane.Held > 0 && lane.Carried is null) lane.Reread();
        }
    }

    private bool IsTooOld(long heldSince) => _confirmedAt != long.MinValue && heldSince != long.MaxValue && _confirmedAt - heldSince >= RuntimeLimits.PlanGraceMs;

    private void PutAside(Lane lane, in JournalRecord record, QuarantineReason reason, long now)
    {
        // A plan may be on its way still.
        if (reason == QuarantineReason.UnknownPlan && !IsTooOld(lane.Hold(record.Lsn, now))) return;
        if (_quarantine.TryAdd(record, reason))
        {
            lane.Release(record.Lsn);
            lane.Reader.Acknowledge(record.Lsn);
            return;
        }
        // No room there: it stays in the journal and is looked at again with all that waits.
        lane.Hold(record.Lsn, now);
    }

    /// <summary>Streams that are kept and not interpreted must not hold the journal's cursors back.</summary>
    private void PassOthers()
    {
        while (_others.TryRead(out var record) == ReadOutcome.Record) _others.Acknowledge(record.Lsn);
    }

    /// <summary>
    /// The cloud does not take the batch as it is: half of it may pass. A single event that it refuses again and again goes to quarantine.
    /// </summary>
    private void Divide()
    {
        if (_inBatch.Count > 1)
        {
            _eventsMax = _inBatch.Count / 2;
        }
        else if (++_refusals >= RuntimeLimits.RefusalsMax)
        {
            _refusals = 0;
            _refused.Add(_inBatch[0].Lsn);
        }
        else
        {
            return;
        }
        Empty();
        foreach (var lane in _lanes) lane.Reread();
    }
}
