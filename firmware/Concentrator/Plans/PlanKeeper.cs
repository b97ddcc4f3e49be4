using System;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Plans;

/// <summary>Keeps the plan in use through restarts, and a newer one until it may be taken into use.</summary>
public sealed class PlanKeeper
{
    private readonly IJournal _journal;
    private readonly EventWriter _events;
    private readonly PlanDecoder _decoder;
    private byte[] _waitingBytes;
    private bool _told;
    private int _refusedVersion;

    public PlanKeeper(IJournal journal, EventWriter events, int lines)
    {
        _journal = journal;
        _events = events;
        _decoder = new PlanDecoder(lines);
    }

    /// <summary>The plan in use, or null.</summary>
    public Plan InUse { get; private set; }

    /// <summary>The newer plan that waits for the slot boundary, or null.</summary>
    public Plan Waiting { get; private set; }

    /// <summary>Plans that were refused since the start; the same version again is none.</summary>
    public int Refused { get; private set; }

    /// <summary>Why the last one was, of <see cref="PlanRefusal"/>.</summary>
    public int LastRefusal { get; private set; }

    /// <summary>True while a refusal is not told yet.</summary>
    public bool IsRefusalDue { get; private set; }

    /// <summary>Takes the plan that the journal kept.</summary>
    public void Load()
    {
        var bytes = _journal.GetState(StateKeys.Plan);
        if (bytes == null)
        {
            return;
        }

        var refusal = _decoder.Decode(bytes, 0, bytes.Length, -1);
        InUse = _decoder.Plan;
        if (refusal != PlanRefusal.None)
        {
            Refuse(_decoder.Version, refusal);
        }
    }

    /// <summary>Looks at a plan that came down.</summary>
    public void Offer(byte[] payload, int offset, int count)
    {
        var newest = Waiting ?? InUse;
        var refusal = _decoder.Decode(payload, offset, count, newest == null ? -1 : newest.Version);
        if (refusal == PlanRefusal.NotNewer && _decoder.Version == newest.Version)
        {
            return; // The retained plan comes again with every connection.
        }

        if (refusal == PlanRefusal.None && !_journal.CanKeep(StateKeys.Plan, count))
        {
            refusal = PlanRefusal.NotKept;
        }

        if (refusal != PlanRefusal.None)
        {
            Refuse(_decoder.Version, refusal);
            return;
        }

        Waiting = _decoder.Plan;
        _waitingBytes = new byte[count];
        Array.Copy(payload, offset, _waitingBytes, 0, count);
        _told = false;
    }

    /// <summary>Takes the waiting plan into use. The caller commits, and calls <see cref="Taken"/> when that is done.</summary>
    /// <returns>False when the journal refused: call again. The event is appended once.</returns>
    public bool Take(long now)
    {
        if (!_journal.SetState(StateKeys.Plan, _waitingBytes))
        {
            return false;
        }

        if (!_told)
        {
            _events.Begin("plan", Waiting.Version, 1).WriteUInt((ulong)Waiting.Version);
            _told = _events.AppendAlways(now);
        }

        return _told;
    }

    /// <summary>The waiting plan is durable: it is the one in use.</summary>
    public void Taken()
    {
        InUse = Waiting;
        Waiting = null;
        _waitingBytes = null;
    }

    /// <summary>The waiting plan cannot be used on this device; the one in use stays.</summary>
    public void RefuseWaiting(int refusal)
    {
        Refuse(Waiting.Version, refusal);
        Waiting = null;
        _waitingBytes = null;
    }

    /// <summary>The plan that the journal kept cannot be used on this device.</summary>
    public void RefuseInUse(int refusal)
    {
        Refuse(InUse.Version, refusal);
        InUse = null;
    }

    /// <summary>Appends the event of the last refusal, once for a plan and a reason in a row; the caller commits.</summary>
    /// <returns>False when the journal refused.</returns>
    public bool TellRefusal(long now)
    {
        var detail = _events.Begin("plan_refused", Refused, 2);
        if (_refusedVersion < 0)
        {
            detail.WriteNull();
        }
        else
        {
            detail.WriteUInt((ulong)_refusedVersion);
        }

        detail.WriteText(PlanRefusal.NameOf(LastRefusal));
        IsRefusalDue = !_events.AppendAlways(now);
        return !IsRefusalDue;
    }

    private void Refuse(int version, int refusal)
    {
        IsRefusalDue |= Refused == 0 || version != _refusedVersion || refusal != LastRefusal;
        Refused++;
        LastRefusal = refusal;
        _refusedVersion = version;
    }
}
