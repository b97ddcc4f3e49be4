namespace Wattline.Firmware.Kiosks;

/// <content>The replies, and what the validator's counters say about money that the journal does not know.</content>
public sealed partial class KioskMachine
{
    // Reply of GET_COUNTERS: code, number of counters, then each as 4 bytes; the first is the notes stacked.
    private const int CountersStackedAt = 2;
    private const int CountersBytes = 6;

    private void TakeReply(long now)
    {
        var done = _host.IsOk;
        switch (_state)
        {
            case KioskState.Setup:
                done = done && _setup.Read(_host.Reply, _host.ReplyCount);
                break;
            case KioskState.Counters:
                TakeCounters(done);
                break;
            case KioskState.Disable:
                _quietSince = now;
                break;
            case KioskState.Settling:
            case KioskState.Idle:
            case KioskState.Active:
                if (done)
                {
                    TakeEvents(now);
                    return;
                }
                break;
            case KioskState.Reconcile:
                TakeCounters(done);
                if (!Reconcile(now))
                {
                    Go(KioskState.Reconcile, now + KioskLimits.RetryMs);
                    return;
                }
                _recovering = false;
                // The counters told what hid behind an unknown event, which may come again until it is acknowledged.
                _acknowledge |= _unknown;
                break;
            case KioskState.Decide:
                TakeCounters(done);
                DecideQuestions(now);
                return;
            case KioskState.Acknowledge:
                // Refused: there is nothing that the validator would say again.
                _acknowledge = false;
                if (_acknowledgesMoney)
                {
                    _acknowledgesMoney = false;
                    _ledger.Memory.AckDue = false;
                }
                break;
            default:
                break;
        }
        var next = KioskState.After(_state, done);
        if (next == KioskState.Sync)
        {
            CommandsRefused++;
            Recover(now + KioskLimits.RetryMs);
            return;
        }
        // A note that is given back takes a moment; and what asks for it in every poll must not fill the line.
        var pause = _state == KioskState.RejectNote ? KioskLimits.PollMs : 0;
        Go(next == KioskState.Polling ? _polling : next, now + pause);
    }

    private void TakeCounters(bool done) =>
        _counter = done && _host.ReplyCount >= CountersBytes ? SspSetup.LittleEndian32(_host.Reply, CountersStackedAt) : -1;

    /// <summary>Money without a note on its way is new, or a repetition of what the journal holds.</summary>
    private void DecideQuestions(long now)
    {
        for (; _questions > 0; _questions--)
        {
            var channel = _questionChannels[_questions - 1];
            if (IsNew(channel, _questionCredits[_questions - 1])
                && !_ledger.Suspense(channel, _setup.Value(channel), _setup.Currency, _counter, now))
            {
                Go(_polling, now + KioskLimits.RetryMs);
                return;
            }
            _acknowledge = true;
            _acknowledgesMoney = true;
        }
        Go(_polling, now);
    }

    private bool IsNew(int channel, bool credit)
    {
        var memory = _ledger.Memory;
        var repetition = memory.AckDue && (channel == 0 || memory.LastChannel == 0 || channel == memory.LastChannel);
        if (_counter < 0 || memory.Stacked < 0)
        {
            return !repetition;
        }
        // A credit is said before the note is counted as stacked; a note cleared into the box is counted already.
        return _counter > memory.Stacked || (credit && !repetition);
    }

    /// <summary>
    /// Nothing moves: the counter of stacked notes tells what became of a note whose end was not heard, and of notes
    /// that were not heard of at all.
    /// </summary>
    /// <returns>False when the journal refused: to be done again.</returns>
    private bool Reconcile(long now)
    {
        var memory = _ledger.Memory;
        var known = _counter >= 0 && memory.Stacked >= 0;
        var uncounted = known ? _counter - memory.Stacked : 0;
        var jumped = known && (uncounted > KioskLimits.UncountedNotesMax || (uncounted < 0 && _recovering));
        if (memory.HasPending)
        {
            var fate = !known || jumped ? MoneyType.Suspense : uncounted > 0 ? MoneyType.Credited : MoneyType.Returned;
            if (!_ledger.Settle(fate, _counter, now))
            {
                return false;
            }
        }
        if (jumped)
        {
            CounterJumps++;
            _ledger.SetStacked(_counter);
        }
        while (known && memory.Stacked < _counter)
        {
            if (!_ledger.Suspense(0, 0, _setup.Currency, _counter, now))
            {
                return false;
            }
        }
        if (memory.Stacked < 0 && _counter >= 0)
        {
            _ledger.SetStacked(_counter);
        }
        return _ledger.Flush();
    }
}
