namespace Wattline.Firmware.Kiosks;

/// <content>Replies: the table of notes, and the states that polls tell.</content>
public sealed partial class CcNetDevice
{
    private const int CountryBytes = 3;

    private readonly long[] _values = new long[CcNetLimits.ChannelsMax];

    /// <summary>ISO 4217 text; null before a table was read.</summary>
    public string Currency { get; private set; }

    /// <summary>The kinds that have a value: kind 0 is bit 0.</summary>
    public int EnabledChannels { get; private set; }

    /// <summary>What a note of a channel is worth in minor units; channels are kinds counted from 1, 0 is unknown.</summary>
    public long Value(int channel) => channel > 0 && channel <= _values.Length ? _values[channel - 1] : 0;

    private void TakeReply(long now)
    {
        var code = (int)_host.Reply[0];
        var isAck = _host.ReplyCount == 1 && code == CcNetCode.Ack;
        var next = CcNetStep.After(_step, isAck);
        switch (_step)
        {
            case CcNetStep.Find:
            case CcNetStep.Settling:
            case CcNetStep.Idle:
            case CcNetStep.Active:
                TakeState(code, _host.ReplyCount > 1 ? _host.Reply[1] : -1, now);
                return;
            case CcNetStep.Table:
                next = CcNetStep.After(_step, TakeTable());
                _host.Acknowledge();
                break;
            case CcNetStep.Disable:
                _quietSince = now;
                break;
            default:
                break;
        }
        if (next == CcNetStep.Find && !isAck)
        {
            Recover(now + KioskLimits.RetryMs);
            return;
        }
        Go(next == CcNetStep.Polling ? _polling : next, now + CcNetLimits.AfterAckMs);
    }

    private void TakeState(int code, int kind, long now)
    {
        var channel = kind < 0 ? 0 : kind + 1;
        var moves = true;
        var ready = false;
        _ackDue = true;
        switch (code)
        {
            case CcNetCode.PowerUp:
                _reset = true;
                Memory.AckDue = false;
                break;
            case CcNetCode.PowerUpInValidator:
                _reset = true;
                _wasInValidator = true;
                Memory.AckDue = false;
                break;
            case CcNetCode.PowerUpInStacker:
                _reset = TakeMoney(0, now);
                _ackDue = _reset;
                break;
            case CcNetCode.Escrow:
                TakeEscrow(channel, now);
                break;
            case CcNetCode.Stacked:
                _ackDue = TakeMoney(channel, now);
                break;
            case CcNetCode.Returned:
                _ackDue = TakeReturn(now);
                break;
            case CcNetCode.Initialise:
            case CcNetCode.Accepting:
            case CcNetCode.Stacking:
            case CcNetCode.Returning:
            case CcNetCode.Holding:
            case CcNetCode.Busy:
            case CcNetCode.Rejecting:
            case CcNetCode.Pause:
                break;
            case CcNetCode.Idling:
            case CcNetCode.Disabled:
                moves = false;
                ready = true;
                _blocked = false;
                // It waits for no acknowledgement any more.
                Memory.AckDue = false;
                break;
            case CcNetCode.CassetteFull:
            case CcNetCode.CassetteOut:
                _blocked = true;
                moves = false;
                ready = true;
                break;
            case CcNetCode.ValidatorJammed:
            case CcNetCode.CassetteJammed:
            case CcNetCode.Failure:
                Jams++;
                _blocked = true;
                moves = Memory.HasPending;
                ready = true;
                break;
            case CcNetCode.Cheated:
                Frauds++;
                break;
            case CcNetCode.Nak:
                _ackDue = false;
                break;
            default:
                UnknownStates++;
                break;
        }
        _quietSince = moves ? now : _quietSince;
        Follow(ready, now);
    }

    private void Follow(bool ready, long now)
    {
        var withheld = !_ackDue && !_return;
        if (_step == CcNetStep.Find)
        {
            var soon = _reset || _return;
            if (ready && !soon)
            {
                Go(CcNetStep.Table, now + CcNetLimits.AfterAckMs);
                AcknowledgeNow(now);
            }
            else
            {
                Go(CcNetStep.Find, now + (soon ? 0 : withheld ? KioskLimits.RetryMs : KioskLimits.PollMs));
            }
            return;
        }
        if (_polling == CcNetStep.Settling && ready && !withheld && !_reset && now - _quietSince >= KioskLimits.QuietMs)
        {
            // No counter: a note that was in the validator at a start went back, and the fate of another is not known.
            if (_check.Settle(-1, -1, true, _wasInValidator ? MoneyType.Returned : MoneyType.Suspense, null, Currency, now))
            {
                _wasInValidator = false;
                _account = null;
                Go(CcNetStep.Idle, now);
                return;
            }
            Go(_polling, now + KioskLimits.RetryMs);
            return;
        }
        var pause = withheld ? KioskLimits.RetryMs : _polling == CcNetStep.Idle ? KioskLimits.IdlePollMs : KioskLimits.PollMs;
        Go(_polling, _stack || _return || _reset ? now : now + pause);
    }

    private void AcknowledgeNow(long now)
    {
        if (_ackDue && _ledger.Flush(now))
        {
            _ackDue = false;
            _host.Acknowledge();
        }
    }

    private void TakeEscrow(int channel, long now)
    {
        if (Memory.HasPending && channel == Memory.PendingChannel && _step == CcNetStep.Active)
        {
            // Said again: the command for it was not heard, or has not worked yet.
            _stack = !_close;
            _return = _close;
            return;
        }
        var value = Value(channel);
        if (!_open || _close || _step != CcNetStep.Active || value == 0 || value > _valueLeft || Memory.HasPending)
        {
            NotesRefused++;
            _return = true;
            return;
        }
        if (!_ledger.Escrow(_device, _session, _account, channel, value, Currency, -1, now))
        {
            NotesRefused++;
            _return = true;
            _close = true;
            return;
        }
        MovedAt = now;
        _stack = true;
    }

    /// <returns>False when the journal refused: it is not acknowledged, and comes again.</returns>
    private bool TakeMoney(int channel, long now)
    {
        MovedAt = now;
        var memory = Memory;
        if (memory.HasPending)
        {
            _valueLeft -= memory.PendingValue;
            return _ledger.Settle(_device, MoneyType.Credited, -1, null, now);
        }
        if (memory.AckDue && (channel == 0 || memory.LastChannel == 0 || channel == memory.LastChannel))
        {
            // Said again: the acknowledgement was not heard.
            return true;
        }
        return _ledger.Suspense(_device, null, channel, Value(channel), Currency, -1, SuspenseReason.PowerUp, now);
    }

    /// <returns>False when the journal refused.</returns>
    private bool TakeReturn(long now)
    {
        if (!Memory.HasPending)
        {
            return true;
        }
        MovedAt = now;
        return _ledger.Settle(_device, MoneyType.Returned, -1, null, now);
    }

    /// <summary>The table: for each kind a first digit, three letters of country, and an exponent of ten whose bit 7 divides.</summary>
    private bool TakeTable()
    {
        if (_host.ReplyCount != CcNetLimits.ChannelsMax * CcNetLimits.TableEntryBytes)
        {
            return false;
        }
        Currency = null;
        EnabledChannels = 0;
        for (var kind = 0; kind < CcNetLimits.ChannelsMax; kind++)
        {
            var at = kind * CcNetLimits.TableEntryBytes;
            var value = (long)_host.Reply[at] * 100;
            var exponent = (int)_host.Reply[at + 1 + CountryBytes];
            var currency = CcNetCountry.Currency(_host.Reply, at + 1);
            for (var i = 0; i < (exponent & 0x7F) && value <= KioskLimits.PieceValueMax; i++)
            {
                value = (exponent & 0x80) != 0 ? value / 10 : value * 10;
            }
            if (value > 0 && currency != null && Currency == null)
            {
                Currency = currency;
            }
            // One currency for all: a kind of another is not taken.
            _values[kind] = currency == null || currency != Currency || value > KioskLimits.PieceValueMax ? 0 : value;
            EnabledChannels |= _values[kind] > 0 ? 1 << kind : 0;
        }
        return true;
    }
}
