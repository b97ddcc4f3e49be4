namespace Wattline.Firmware.Kiosks;

/// <content>The replies, and what the validator's counters say about money that the journal does not know.</content>
public sealed partial class SspDevice
{
    // Reply of GET_COUNTERS: code, number of counters, then each as 4 bytes; the first is the notes stacked, the fifth those rejected.
    private const int CountersStackedAt = 2;
    private const int CountersBytes = 6;
    private const int CountersRejectedAt = 18;

    private void TakeReply(long now)
    {
        var done = _host.IsOk;
        switch (_state)
        {
            case SspStep.Setup:
                done = done && _setup.Read(_host.Reply, _host.ReplyCount);
                break;
            case SspStep.Exchange:
                done = done && _encryption.Exchange(_host.Reply, _host.ReplyCount);
                break;
            case SspStep.Counters:
                TakeCounters(done);
                break;
            case SspStep.Disable:
                _quietSince = now;
                break;
            case SspStep.Settling:
            case SspStep.Idle:
            case SspStep.Active:
                if (done)
                {
                    TakeEvents(now);
                    return;
                }
                break;
            case SspStep.Reconcile:
                TakeCounters(done);
                if (!_check.Settle(_counter, _rejected, _recovering, MoneyType.Suspense, SuspenseReason.Counter, _setup.Currency, now))
                {
                    Go(SspStep.Reconcile, now + KioskLimits.RetryMs);
                    return;
                }
                _recovering = false;
                // The counters told what hid behind an unknown event, which may come again until it is acknowledged.
                _acknowledge |= _unknown;
                break;
            case SspStep.Decide:
                TakeCounters(done);
                DecideQuestions(now);
                return;
            case SspStep.Acknowledge:
                // Refused: there is nothing that the validator would say again.
                _acknowledge = false;
                if (_acknowledgesMoney)
                {
                    _acknowledgesMoney = false;
                    Memory.AckDue = false;
                }
                break;
            default:
                break;
        }
        var next = SspStep.After(_state, done);
        if (_state == SspStep.Sync && _encryption != null)
        {
            next = SspStep.Generator;
        }
        if (next == SspStep.Sync)
        {
            CommandsRefused++;
            Recover(now + KioskLimits.RetryMs);
            return;
        }
        // A note that is given back takes a moment; and what asks for it in every poll must not fill the line.
        var pause = _state == SspStep.RejectNote ? KioskLimits.PollMs : 0;
        Go(next == SspStep.Polling ? _polling : next, now + pause);
    }

    private void TakeCounters(bool done)
    {
        _counter = done && _host.ReplyCount >= CountersBytes ? SspSetup.LittleEndian32(_host.Reply, CountersStackedAt) : -1;
        _rejected = done && _host.ReplyCount >= CountersRejectedAt + 4 ? SspSetup.LittleEndian32(_host.Reply, CountersRejectedAt) : -1;
    }

    /// <summary>Money without a note on its way is new, or a repetition of what the journal holds.</summary>
    private void DecideQuestions(long now)
    {
        for (; _questions > 0; _questions--)
        {
            var channel = _questionChannels[_questions - 1];
            if (IsNew(channel, _questionCredits[_questions - 1])
                && !_ledger.Suspense(_device, null, channel, _setup.Value(channel), _setup.Currency, _counter, ReasonOf(_questionCredits[_questions - 1]), now))
            {
                Go(_polling, now + KioskLimits.RetryMs);
                return;
            }
            _acknowledge = true;
            _acknowledgesMoney = true;
        }
        Go(_polling, now);
    }

    // A credit that nobody opened the channels for; or a note that the validator found in its path.
    private static string ReasonOf(bool credit) => credit ? SuspenseReason.NoSession : SuspenseReason.PowerUp;

    private bool IsNew(int channel, bool credit)
    {
        var memory = Memory;
        var repetition = memory.AckDue && (channel == 0 || memory.LastChannel == 0 || channel == memory.LastChannel);
        if (_counter < 0 || memory.Stacked < 0)
        {
            return !repetition;
        }
        // A credit is said before the note is counted as stacked; a note cleared into the box is counted already.
        return _check.Ahead(_counter) > 0 || (credit && !repetition);
    }
}
