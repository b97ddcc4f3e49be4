using Wattline.Gateway.Domain;
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
        var retry = _quarantine.Removals != _removals || now >= _retryAt;
        if (retry) (_removals, _retryAt) = (_quarantine.Removals, now + RuntimeLimits.QuarantineRetryMs);
        foreach (var lane in _lanes)
        {
            lane.IsStale |= changed || confirmed && IsTooOld(lane.OldestHeld) || retry && lane.Poison > 0;
            if (lane.IsStale && lane.Held > 0 && lane.Carried is null) lane.Reread();
        }
    }

    private bool IsTooOld(long heldSince) => _confirmedAt != long.MinValue && heldSince != long.MaxValue && _confirmedAt - heldSince >= RuntimeLimits.PlanGraceMs;

    /// <summary>
    /// To quarantine, and where the envelope was understood a notice of it to the cloud, which would ask for the message for ever. Where
    /// quarantine has no room the message stays in the journal and its neighbours go on.
    /// </summary>
    /// <returns>False when the batch has no room for the notice.</returns>
    private bool PutAside(Lane lane, in JournalRecord record, QuarantineReason reason, MessageHeader? header, long now)
    {
        var content = QuarantineStore.ContentOf(record.Key.Span, record.Payload.Span);
        // A plan may be on its way still.
        if (reason == QuarantineReason.UnknownPlan && !lane.IsPoison(content) && !IsTooOld(lane.Hold(record.Lsn, now))) return true;
        lane.Release(record.Lsn);
        var outcome = _quarantine.Add(record, reason);
        if (outcome is QuarantineOutcome.Added or QuarantineOutcome.Known)
        {
            lane.ReleasePoison(content);
            if (header is not null) return Offer(lane, Notice(header.Value, reason), record.Lsn, record.ReceivedAt) != BatchOutcome.Full;
            lane.Reader.Acknowledge(record.Lsn);
            return true;
        }
        var hold = lane.HoldPoison(content, record.Lsn);
        if ((reason is QuarantineReason.RefusedByCloud or QuarantineReason.TooLarge) && hold != PoisonHold.Twin) lane.Refused[record.Lsn] = (header, reason);
        if (hold == PoisonHold.Twin) lane.Reader.Acknowledge(record.Lsn);
        if (hold != PoisonHold.First) return true;
        RuntimeMetrics.QuarantineRefused.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        return header is null || Offer(lane, Notice(header.Value, reason), NoticeAlone, record.ReceivedAt) != BatchOutcome.Full;
    }

    private static QuarantineNotice Notice(in MessageHeader header, QuarantineReason reason) => new() { Header = header, Reason = reason.Name() };

    /// <summary>Streams that are kept and not interpreted must not hold the journal's cursors back.</summary>
    private void PassOthers()
    {
        if (_others is null) return;
        while (_others.TryRead(out var record) == ReadOutcome.Record) _others.Acknowledge(record.Lsn);
    }

    /// <summary>
    /// The cloud does not take the part as it is: half of it may pass, of the same bytes. A single event that it refuses again and again
    /// goes to quarantine; a notice that it refuses is let go, for the message itself is in quarantine.
    /// </summary>
    private void Divide()
    {
        if (_count > 1)
        {
            _partMax = _count /= 2;
            return;
        }
        if (++_refusals < RuntimeLimits.RefusalsMax) return;
        _refusals = 0;
        Reject(_first, QuarantineReason.RefusedByCloud);
        GoOn();
    }

    /// <summary>A message goes to quarantine as soon as nothing else of the lane is on its way and it is read again: its bytes are in the journal.</summary>
    private void Reject(int index, QuarantineReason reason)
    {
        var (lane, lsn, header) = _inBatch[index];
        if (header is null)
        {
            if (lsn != NoticeAlone) lane.Reader.Acknowledge(lsn);
            return;
        }
        lane.Refused[lsn] = (header.Value.IsSenml ? null : header, reason);
        lane.IsStale = true;
    }
}
