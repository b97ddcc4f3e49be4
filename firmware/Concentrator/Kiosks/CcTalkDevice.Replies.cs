namespace Wattline.Firmware.Kiosks;

/// <content>Replies: what the positions are worth, the counter, and the events by their number.</content>
public abstract partial class CcTalkDevice
{
    private const int CountryBytes = 2;

    private readonly long[] _values = new long[CcTalkLimits.ChannelsMax + 1];
    private int _position = 1;
    private int _country0;
    private int _country1;
    private bool _scaled;
    private long _factor = 1;
    private long _flushAt;

    /// <summary>ISO 4217 text; null before a name was read.</summary>
    public string Currency { get; private set; }

    /// <summary>The positions that have a value: the first is bit 0.</summary>
    public int EnabledChannels { get; private set; }

    /// <summary>What a piece of a position is worth in minor units; 0 for one that is not known.</summary>
    public long Value(int channel) => channel > 0 && channel < _values.Length ? _values[channel] : 0;

    private void TakeReply(long now)
    {
        var done = _bus.ReplyHeader == CcTalkHeader.Reply;
        var next = CcTalkStep.After(_step, done);
        switch (_step)
        {
            case CcTalkStep.Shut:
                next = !done ? next : !_recovering ? CcTalkStep.Settling : HasEscrow ? CcTalkStep.Mode : CcTalkStep.Name;
                _position = 1;
                _quietSince = now;
                break;
            case CcTalkStep.Name:
                next = TakeName(done);
                break;
            case CcTalkStep.Scale:
                TakeScale(done);
                break;
            case CcTalkStep.Count:
                TakeCounter(done);
                _quietSince = now;
                break;
            case CcTalkStep.Reconcile:
                TakeCounter(done);
                if (!_check.Settle(_counter, -1, _recovering, FateUnknown, _eventsLost ? SuspenseReason.LostEvents : SuspenseReason.Counter, Currency, now)
                    || !TellLost(now))
                {
                    Go(CcTalkStep.Reconcile, now + KioskLimits.RetryMs);
                    return;
                }
                _recovering = false;
                _eventsLost = false;
                Account = null;
                break;
            case CcTalkStep.Settling:
            case CcTalkStep.Idle:
            case CcTalkStep.Active:
                if (done && _bus.ReplyCount >= 1)
                {
                    TakeEvents(now);
                    return;
                }
                break;
            default:
                break;
        }
        if (next == CcTalkStep.Find)
        {
            Recover(now + KioskLimits.RetryMs);
            return;
        }
        Go(next == CcTalkStep.Polling ? _polling : next, now + (next == CcTalkStep.Polling ? KioskLimits.PollMs : 0));
    }

    /// <summary>What a note becomes that neither event nor counter tells of.</summary>
    private static int FateUnknown => MoneyType.Suspense;

    /// <summary>Events that were lost on a device that does not count: one record says so.</summary>
    private bool TellLost(long now) => !_eventsLost || _counter >= 0
        || (Ledger.Suspense(Device, Ledger.Memory.Account, 0, 0, Currency, -1, SuspenseReason.LostEvents, now) && Ledger.Flush(now));

    private void TakeCounter(bool done) =>
        _counter = done && _bus.ReplyCount == 3 ? _bus.Reply[0] | (_bus.Reply[1] << 8) | (_bus.Reply[2] << 16) : -1;

    private void TakeEvents(long now)
    {
        var number = (int)_bus.Reply[0];
        var last = Memory.LastEvent;
        var known = (_bus.ReplyCount - 1) / 2;
        known = known > CcTalkLimits.EventsMax ? CcTalkLimits.EventsMax : known;
        _withheld = false;
        if (last < 0)
        {
            // The first meeting: what was before belongs to somebody else's books.
            Ledger.SetLastEvent(Device, number);
        }
        else if (number == 0 && last != 0)
        {
            // It started again: what it had not told is gone; the counter knows.
            _reset = true;
            Ledger.SetLastEvent(Device, 0);
        }
        else if (number != last)
        {
            var news = number > last ? number - last : number - last + CcTalkLimits.EventNumberMax;
            if (news > known)
            {
                // Or it started again, and has gone on counting since: either way it is begun anew.
                EventsLost++;
                _eventsLost = true;
                _reset = true;
                Move(now);
                news = known;
            }
            for (var i = news; i > 0 && !_withheld; i--)
            {
                var at = (number - i) % CcTalkLimits.EventNumberMax;
                Ledger.FromEvent(at < 0 ? at + CcTalkLimits.EventNumberMax + 1 : at + 1);
                _withheld = !TakeEvent(_bus.Reply[(2 * i) - 1], _bus.Reply[2 * i], now);
                Ledger.FromEvent(-1);
            }
            if (!_withheld)
            {
                Ledger.SetLastEvent(Device, number);
            }
            _close |= _withheld && _open;
        }
        if (_polling == CcTalkStep.Settling && now - _quietSince >= QuietMs && !_withheld && !_reset && !_stack && !_return)
        {
            Go(CcTalkStep.Reconcile, now);
            return;
        }
        var soon = _stack || _return || _reset;
        var pause = _withheld ? KioskLimits.RetryMs : _polling == CcTalkStep.Idle ? KioskLimits.IdlePollMs : KioskLimits.PollMs;
        Go(_polling, soon ? now : now + pause);
    }

    /// <summary>Reads the name of one position: two letters of country, value, issue.</summary>
    /// <returns>The next step.</returns>
    private int TakeName(bool done)
    {
        var digits = NameHeader == CcTalkHeader.BillId ? 4 : 3;
        var value = 0L;
        if (done && _bus.ReplyCount >= CountryBytes + digits)
        {
            var currency = CcTalkCountry.Currency(_bus.Reply[0], _bus.Reply[1]);
            value = Number(_bus.Reply, CountryBytes, digits);
            if (value > 0 && currency != null && Currency == null)
            {
                Currency = currency;
            }
            if (currency == null || currency != Currency)
            {
                // One currency for all: a position of another is not opened.
                value = 0;
            }
            else if (HasEscrow && !_scaled)
            {
                _country0 = _bus.Reply[0];
                _country1 = _bus.Reply[1];
                return CcTalkStep.Scale;
            }
        }
        value *= HasEscrow ? _factor : 1;
        _values[_position] = value > KioskLimits.PieceValueMax ? 0 : value;
        EnabledChannels = _values[_position] > 0 ? EnabledChannels | (1 << (_position - 1)) : EnabledChannels & ~(1 << (_position - 1));
        _position++;
        return _position > CcTalkLimits.ChannelsMax ? CcTalkStep.Count : CcTalkStep.Name;
    }

    // Factor (two bytes, lowest first) and decimals: 100 and 2 make minor units of a value in major ones.
    private void TakeScale(bool done)
    {
        _scaled = true;
        _factor = done && _bus.ReplyCount == 3 ? _bus.Reply[0] | (_bus.Reply[1] << 8) : 0;
        // The position is asked for again, now that it can be valued.
    }

    /// <summary>Digits, or digits and K in the place of a point: 5K0 is 5,000. Anything else is 0.</summary>
    private static long Number(byte[] from, int at, int count)
    {
        var value = 0L;
        var after = -1;
        for (var i = at; i < at + count; i++)
        {
            if (from[i] == 'K' && after < 0)
            {
                after = 0;
                continue;
            }
            if (from[i] < '0' || from[i] > '9')
            {
                return 0;
            }
            value = (value * 10) + (from[i] - '0');
            after += after < 0 ? 0 : 1;
        }
        for (; after >= 0 && after < 3; after++)
        {
            value *= 10;
        }
        return value;
    }
}
