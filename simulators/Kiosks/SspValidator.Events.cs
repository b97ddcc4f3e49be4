using Wattline.Simulators.Kiosks.Ssp;

namespace Wattline.Simulators.Kiosks;

public sealed partial class SspValidator
{
    private readonly Queue<byte[]> _events = [];
    private readonly Queue<byte[]> _unacknowledged = [];
    private bool _unacknowledgedTold;

    /// <summary>True while an event waits for EVENT_ACK; no note is taken then.</summary>
    public bool AwaitsAcknowledgement => _unacknowledged.Count > 0;

    private void Tell(params byte[] told)
    {
        if (_events.Count < KioskLimits.EventsMax)
            _events.Enqueue(told);
    }

    // What is told once only is what moves money, and what a host that polls with ACK must confirm.
    private static bool MustBeAcknowledged(byte[] told) =>
        told[0] is SspCode.NoteCredit or SspCode.FraudAttempt or SspCode.ClearedFromFront or SspCode.ClearedIntoCashbox;

    private byte[] Polled(bool withAck)
    {
        // The poll after the one that told of the note in escrow accepts it.
        if (_stage == Stage.Escrow && _escrowTold)
            Accept();
        _lastPollMicros = _now;
        var reply = new List<byte> { SspCode.Ok };
        if (!withAck)
        {
            // A host that changes to the plain poll gets what it has not confirmed once more.
            while (_unacknowledged.TryDequeue(out var waiting))
                reply.AddRange(waiting);
            _unacknowledgedTold = false;
        }
        else if (_unacknowledged.Count > 0)
        {
            // One at a time: the ACK does not say which.
            reply.AddRange(_unacknowledged.Peek());
            _unacknowledgedTold = true;
        }
        while (_events.TryDequeue(out var told))
        {
            if (!withAck || !MustBeAcknowledged(told))
            {
                reply.AddRange(told);
                continue;
            }
            _unacknowledged.Enqueue(told);
            if (_unacknowledged.Count == 1)
            {
                reply.AddRange(told);
                _unacknowledgedTold = true;
            }
        }
        TellStage(reply);
        return [.. reply];
    }

    private void TellStage(List<byte> reply)
    {
        switch (_stage)
        {
            case Stage.Reading:
                reply.AddRange([SspCode.Read, 0]);
                break;
            case Stage.Escrow when !_escrowTold:
                reply.AddRange([SspCode.Read, (byte)_note!.Channel]);
                _escrowTold = true;
                break;
            case Stage.ToCredit or Stage.ToBox:
                reply.Add(SspCode.Stacking);
                break;
            case Stage.Returning:
                reply.Add(SspCode.Rejecting);
                break;
            case Stage.JammedSafe:
                reply.Add(SspCode.SafeJam);
                break;
            case Stage.JammedUnsafe:
                reply.Add(SspCode.UnsafeJam);
                break;
            case Stage.Idle when IsBoxFull:
                reply.Add(SspCode.StackerFull);
                break;
            default:
                break;
        }
        if (!_isEnabled)
            reply.Add(SspCode.Disabled);
    }
}
