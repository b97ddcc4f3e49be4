namespace Wattline.Firmware.Kiosks;

/// <content>The events of a poll. Money is journalled as it is read; what has to be sent back is left as flags for the next step.</content>
public sealed partial class SspDevice
{
    private readonly int[] _questionChannels = new int[KioskLimits.QuestionsMax];
    private readonly bool[] _questionCredits = new bool[KioskLimits.QuestionsMax];
    private int _questions;
    private bool _acknowledge;
    private bool _acknowledgesMoney;
    private bool _withheld;
    private bool _unknown;
    private bool _journalRefused;
    private bool _reject;
    private bool _restarted;
    private bool _full;
    private bool _jammed;
    private bool _disabled;
    private bool _resetExpected = true;

    private void TakeEvents(long now)
    {
        var moved = false;
        _acknowledge = false;
        _acknowledgesMoney = false;
        _withheld = false;
        _unknown = false;
        _full = false;
        _jammed = false;
        _disabled = false;
        for (var at = 1; at < _host.ReplyCount;)
        {
            var code = (int)_host.Reply[at];
            var data = SspEvent.DataBytes(code);
            if (data < 0 || at + data >= _host.ReplyCount)
            {
                // The rest is noise. There may be a note in escrow in it, which the next poll must not accept.
                UnknownEvents++;
                _unknown = true;
                _reject = true;
                break;
            }
            moved |= TakeEvent(code, data == 0 ? 0 : _host.Reply[at + 1], now);
            at += 1 + data;
        }
        _resetExpected = false;
        if (moved)
        {
            _quietSince = now;
        }
        if (_unknown && _polling == SspStep.Idle)
        {
            _polling = SspStep.Settling;
            _quietSince = now;
        }
        // Behind an event that is not in the table a movement may hide: then a note is given all its time.
        var quiet = _unknown ? KioskLimits.NoteMs : KioskLimits.QuietMs;
        if (_polling == SspStep.Settling && now - _quietSince >= quiet && !_withheld && !Wanted)
        {
            Go(SspStep.Reconcile, now);
            return;
        }
        // A note whose escrow is journalled waits for this poll, and money waits for its acknowledgement.
        var soon = _reject || Wanted || (Memory.HasPending && _noteAt == now);
        var pause = _withheld ? KioskLimits.RetryMs : _polling == SspStep.Idle ? KioskLimits.IdlePollMs : KioskLimits.PollMs;
        Go(_polling, soon ? now : now + pause);
    }

    private bool Wanted => _questions > 0 || Acknowledges || _journalRefused || _restarted;

    // One acknowledgement stands for every event of the poll: none is sent while the journal lacks the money of one.
    private bool Acknowledges => _acknowledge && !_withheld;

    /// <returns>True when something moves, or may.</returns>
    private bool TakeEvent(int code, int channel, long now)
    {
        switch (code)
        {
            case SspEvent.SlaveReset:
                // The first poll after our own start tells of a start before it, which the setup came after.
                _restarted |= !_resetExpected;
                Restarts += _resetExpected ? 0 : 1;
                return true;
            case SspEvent.Read:
                if (channel > 0)
                {
                    TakeEscrow(channel, now);
                }
                return true;
            case SspEvent.NoteCredit:
                TakeMoney(channel, true, now);
                return true;
            case SspEvent.ClearedIntoCashbox:
                TakeMoney(channel, false, now);
                return true;
            case SspEvent.Rejected:
                TakeReturn(now);
                return true;
            case SspEvent.ClearedFromFront:
                var returned = (channel != 0 && channel != Memory.PendingChannel) || TakeReturn(now);
                _acknowledge |= returned;
                _withheld |= !returned;
                return true;
            case SspEvent.SafeJam:
            case SspEvent.UnsafeJam:
                Jams++;
                _jammed = true;
                return true;
            case SspEvent.FraudAttempt:
                // What becomes of the note is told by another event, or by the counters.
                Frauds++;
                _acknowledge = true;
                return true;
            case SspEvent.StackerFull:
                _full = true;
                return false;
            case SspEvent.Disabled:
                _disabled = true;
                return false;
            case SspEvent.Rejecting:
            case SspEvent.Stacking:
            case SspEvent.Stacked:
            case 0xB6: // Initialising.
                return true;
            default:
                return false;
        }
    }

    private void TakeEscrow(int channel, long now)
    {
        var value = _setup.Value(channel);
        if (_account == null || _close || _polling != SspStep.Active || value == 0 || value > _valueLeft || _reject || _restarted)
        {
            _reject = true;
            NotesRefused++;
        }
        else if (Memory.HasPending)
        {
            // A second note cannot be read before the first is gone: its fate was missed.
            _reject = true;
            _restarted = true;
        }
        else if (_ledger.Escrow(_device, _session, _account, channel, value, _setup.Currency, _counter, now))
        {
            _noteAt = now;
        }
        else
        {
            _journalRefused = true;
        }
    }

    private void TakeMoney(int channel, bool credit, long now)
    {
        var memory = Memory;
        // The note may be counted or not: until the validator is asked again its counter is not known.
        _counter = -1;
        if (memory.HasPending && (channel == 0 || channel == memory.PendingChannel))
        {
            // When the journal refuses, the event is not acknowledged and comes again.
            if (_ledger.Settle(_device, MoneyType.Credited, _counter, null, now))
            {
                _valueLeft -= memory.PendingValue;
                _acknowledge = true;
                _acknowledgesMoney = true;
                _noteAt = now;
            }
            else
            {
                _withheld = true;
            }
        }
        else if (_questions < KioskLimits.QuestionsMax)
        {
            _questionChannels[_questions] = channel;
            _questionCredits[_questions] = credit;
            _questions++;
        }
        else
        {
            _withheld = true;
        }
    }

    /// <returns>False when the journal refused: the note is still on its way.</returns>
    private bool TakeReturn(long now)
    {
        if (!Memory.HasPending)
        {
            return true;
        }
        _noteAt = now;
        return _ledger.Settle(_device, MoneyType.Returned, _counter, null, now);
    }

    private void ForgetPoll()
    {
        _questions = 0;
        _acknowledge = false;
        _acknowledgesMoney = false;
        _withheld = false;
        _unknown = false;
        _journalRefused = false;
        _reject = false;
        _restarted = false;
        _full = false;
        _jammed = false;
        _disabled = false;
    }
}
