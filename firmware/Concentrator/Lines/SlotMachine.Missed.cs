using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Lines;

internal sealed partial class SlotMachine
{
    private long _halfExplained = -1;

    // Slots of before the device came, which are to be told; none when the last is before the first.
    private long _unknownFrom;
    private long _unknownLast = long.MinValue;

    // On the uptime's scale: the device did not know the time from the first to before the second.
    private long _knewTimeUntil;
    private long _knowsTimeFrom = long.MinValue;
    private long _wallOffset;

    // The flash refused a slot's work from the first to before the second.
    private long _refusedFrom = long.MaxValue;
    private long _refusedUntil = long.MinValue / 2;

    /// <summary>Learns from when on slots can begin: the clock became valid, or was set over a slot or more.</summary>
    private void WatchClock(long now)
    {
        if (!_clock.IsValid)
        {
            _knewTimeUntil = _knowsTimeFrom == long.MaxValue || now == _startedAt ? _knewTimeUntil : now;
            _knowsTimeFrom = long.MaxValue;
            return;
        }

        var offset = _clock.UnixMilliseconds - now;
        if (_knowsTimeFrom == long.MaxValue)
        {
            _knowsTimeFrom = now;
        }
        else if (_table != null && offset - _wallOffset >= _table.Plan.Every * 1000L)
        {
            _knewTimeUntil = long.MinValue; // What the right clock says of the time before, the wrong one did not.
            _knowsTimeFrom = now;
        }

        _wallOffset = offset;
    }

    /// <summary>Why a slot never began whose window passed.</summary>
    private int Missed() =>
        _wasTimeless && _table.BeganAt < _knowsTimeFrom ? Cause.NoClock
        : _table.BeganAt < _startedAt && _table.BeganAt < _knewTimeUntil ? Cause.ConcentratorDown
        : _table.BeganAt < _knowsTimeFrom ? Cause.NoClock
        : _table.BeganAt < _refusedUntil && _table.BeganAt + (_table.Plan.Every * 1000L) > _refusedFrom ? Cause.JournalRefused
        : Cause.WindowClosed;

    /// <summary>
    /// The clock went back: the slots from there on were closed by a wrong one. They are owed again, and what is read
    /// supersedes what was entered.
    /// </summary>
    private bool Reopen(long first, long last, long now)
    {
        var detail = _events.Begin("clock_back", first, 2);
        detail.WriteUInt((ulong)first);
        detail.WriteUInt((ulong)last);
        if (!_events.AppendAlways(now))
        {
            return false;
        }

        _scan.DisownAll();
        _owed.ForgetFrom(first);
        _halfExplained = -1;
        _closedUntil = first;
        KeepState();
        return Settle(now);
    }

    /// <summary>
    /// A device that knows nothing is new, or stands in the place of another: what the other has entered is known to the
    /// cloud, and to the rest, as far back as the plan's horizon, nobody was there to ask.
    /// </summary>
    private void OweUnknown(Plan plan)
    {
        _unknownFrom = _closedUntil - (plan.Horizon * 86400L / plan.Every * plan.Every);
        _unknownLast = _closedUntil - plan.Every;
    }

    /// <returns>False when the flash refuses: nothing may be settled before this is told.</returns>
    private bool TellUnknown(long now)
    {
        if (_unknownFrom > _unknownLast)
        {
            return true;
        }

        var detail = _events.Begin("outage", _unknownFrom, 3);
        detail.WriteUInt((ulong)_unknownFrom);
        detail.WriteUInt((ulong)_unknownLast);
        detail.WriteUInt(Cause.ConcentratorDown);
        if (!_events.AppendAlways(now))
        {
            return false;
        }

        _unknownLast = long.MinValue;
        return true;
    }

    /// <summary>Explains slots whose windows passed, a few in one step; the very old ones of a long outage as one event.</summary>
    private bool ExplainMissed(long next, long current, long every, long now)
    {
        // :: What the journal has entries of is completed first, whatever its age.
        var slots = next <= _scan.NewestSlot ? 1 : LineLimits.ExplainedSlotsPerStep;
        if (slots > 1 && (current - next) / every > LineLimits.ExplainedSlotsMax)
        {
            var first = current - (LineLimits.ExplainedSlotsMax * every);
            Open(next, now);
            var detail = _events.Begin("outage", next, 3);
            detail.WriteUInt((ulong)next);
            detail.WriteUInt((ulong)(first - every));
            detail.WriteUInt((ulong)Missed());
            if (!_events.AppendAlways(now))
            {
                return false;
            }

            _owed.MissAll(next, first - every);
            _closedUntil = first;
            KeepState();
            next = first;
        }

        for (var i = 0; i < slots && next < current; i++, next += every)
        {
            if (_halfExplained != next)
            {
                Open(next, now);
                _scan.Mark(_table);
                _halfExplained = next; // Should the flash refuse, what it took is not written again.
            }

            if (!EnterAll(Missed(), now))
            {
                return false;
            }

            _halfExplained = -1;
        }

        return Settle(now);
    }
}
