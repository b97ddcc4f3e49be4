using System;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Plans;

/// <summary>Keeps the plan in use through restarts, and a newer one until it may be taken into use.</summary>
internal sealed class PlanKeeper
{
    private readonly IJournal _journal;
    private readonly EventWriter _events;
    private readonly PlanDecoder _decoder;
    private byte[] _waitingBytes;

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
            Refuse(refusal);
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

        if (refusal != PlanRefusal.None)
        {
            Refuse(refusal);
            return;
        }

        Waiting = _decoder.Plan;
        _waitingBytes = new byte[count];
        Array.Copy(payload, offset, _waitingBytes, 0, count);
    }

    /// <summary>Takes the waiting plan into use. The caller commits, and calls <see cref="Taken"/> when that is done.</summary>
    /// <returns>False when the journal refused: the plan in use stays, and the new one comes again with the next connection.</returns>
    public bool Take(long now)
    {
        if (!_journal.SetState(StateKeys.Plan, _waitingBytes))
        {
            Refuse(PlanRefusal.NotKept);
            Waiting = null;
            return false;
        }

        _events.Begin("plan", Waiting.Version, 1).WriteUInt((ulong)Waiting.Version);
        return _events.Append(now);
    }

    /// <summary>The waiting plan is durable: it is the one in use.</summary>
    public void Taken()
    {
        InUse = Waiting;
        Waiting = null;
        _waitingBytes = null;
    }

    private void Refuse(int refusal)
    {
        Refused++;
        LastRefusal = refusal;
    }
}
