using System;
using Wattline.Firmware.Owed;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Lines;

/// <summary>
/// Opens and closes the slots: the window of slot S is from S to S + every, and a slot is closed when each meter of
/// the plan has its entry. Slots that passed while the device was off, or that the wall clock jumped over, are
/// explained; a closed slot is opened again only when the wall clock went back by more than a slot. While the wall
/// clock is not valid windows follow each other by the uptime, and are not dated; the cloud dates them once the time has come.
/// </summary>
internal sealed partial class SlotMachine
{
    private readonly IJournal _journal;
    private readonly IWallClock _clock;
    private readonly EventWriter _events;
    private readonly PlanKeeper _plans;
    private readonly ReadingWriter _writer;
    private readonly LineMachine[] _lines;
    private readonly EntryScan _scan;
    private readonly OwedDesk _owed;
    private readonly byte[] _state = new byte[17];
    private SlotTable _table;
    private bool _learnt;
    private long _startedAt;
    private long _closedUntil = -1;
    private long _retryAt;
    private bool _stateDue;
    private bool _commitDue;

    public SlotMachine(
        IJournal journal, IWallClock clock, EventWriter events, PlanKeeper plans, ReadingWriter writer, LineMachine[] lines,
        OwedDesk owed)
    {
        _owed = owed;
        _journal = journal;
        _clock = clock;
        _events = events;
        _plans = plans;
        _writer = writer;
        _lines = lines;
        _scan = new EntryScan(journal);
    }

    /// <summary>When <see cref="Step"/> has something to do.</summary>
    public long NextWake { get; private set; } = long.MaxValue;

    public bool IsOpen { get; private set; }

    public SlotTable Table => _table;

    public int Unreadable => _scan.Unreadable;

    /// <summary>True when the clock shows a time before the last slot that was closed: it did not run on while the device was off.</summary>
    public bool IsAhead =>
        _table != null && _clock.IsValid && _clock.UnixMilliseconds / 1000 < _closedUntil - _table.Plan.Every;

    public void Start(long now)
    {
        _startedAt = now;
        _knewTimeUntil = now;
        _wallOffset = _clock.UnixMilliseconds - now;
        _plans.Load();
        var state = _journal.GetState(StateKeys.Slots);
        if (state != null && state.Length >= _state.Length - 1)
        {
            _closedUntil = Number(state, 0);
            _scan.Disowned = Number(state, 8);
            _timeless = state.Length == _state.Length && state[16] != 0;
            _wasTimeless = _timeless;
        }

        if (_plans.InUse != null)
        {
            var table = Build(_plans.InUse);
            if (table == null)
            {
                _plans.RefuseInUse(PlanRefusal.NotBuilt);
            }
            else
            {
                _owed.Load(_plans.InUse);
                Adopt(table, now);
            }
        }

        NextWake = now;
    }

    public void Step(long now)
    {
        WatchClock(now);
        if (now < _retryAt)
        {
            NextWake = _retryAt;
            return;
        }

        // What was done in memory is not told again: the flash takes the rest of it first.
        if (_plans.IsRefusalDue)
        {
            _commitDue |= _plans.TellRefusal(now);
        }

        if (_plans.IsRefusalDue || ((_stateDue || _commitDue) && !Settle(now)))
        {
            TryLater(now);
            return;
        }

        NextWake = long.MaxValue;
        if (IsOpen)
        {
            var left = Left(now);
            if (left > 0)
            {
                NextWake = now + left;
                return;
            }

            if (!Close(now))
            {
                TryLater(now);
                return;
            }
        }

        if (_table == null && _plans.Waiting != null && !TakePlan(now))
        {
            TryLater(now);
            return;
        }

        if (_table == null)
        {
            return;
        }

        if (!_clock.IsValid)
        {
            OpenUndated(now);
            return;
        }

        BeginNext(now);
    }

    /// <summary>Milliseconds until the open slot's window ends, by the uptime or by the clock, whichever says so first.</summary>
    private long Left(long now)
    {
        var left = _table.BeganAt + (_table.Plan.Every * 1000L) - now;
        if (_clock.IsValid && !_table.IsDated)
        {
            return 0; // The time has come: what follows is dated.
        }

        if (_clock.IsValid)
        {
            var byClock = ((_table.Slot + _table.Plan.Every) * 1000) - _clock.UnixMilliseconds;
            left = byClock < left ? byClock
                : byClock > _table.Plan.Every * 2000L ? 0 // The clock went back by more than a slot: this one is not now.
                : left;
        }

        return left;
    }

    private void BeginNext(long now)
    {
        if (!_learnt)
        {
            _scan.Learn(_table, _clock.UnixMilliseconds - now);
            _learnt = true;
        }

        // :: 1 What was missed is explained under the plan that was in use. 2 A newer plan is taken. 3 The slot begins.
        for (var turn = 0; turn < 2; turn++)
        {
            long every = _table.Plan.Every;
            var wall = _clock.UnixMilliseconds;
            var current = wall / 1000 / every * every;
            if (!BeginCounting(_table.Plan) && !Settle(now))
            {
                TryLater(now);
                return;
            }

            var next = (_closedUntil + every - 1) / every * every;
            if (current > next)
            {
                NextWake = now;
                if (!ExplainMissed(next, current, every, now))
                {
                    TryLater(now);
                }

                return;
            }

            if (_plans.Waiting != null && turn == 0)
            {
                if (!TakePlan(now))
                {
                    TryLater(now);
                    return;
                }

                continue;
            }

            if (current < next)
            {
                NextWake = next - current <= every ? now + (next * 1000) - wall : now;
                if (next - current > every && !Reopen(current, next - every, now))
                {
                    TryLater(now);
                }

                return;
            }

            if (_timeless)
            {
                _timeless = false;
                _wasTimeless = false;
                KeepState();
            }

            Open(current, now);
            _scan.Mark(_table);
            IsOpen = true;
            for (var i = 0; i < _lines.Length; i++)
            {
                _lines[i].BeginSlot(now);
            }

            NextWake = now + Left(now);
            return;
        }

        NextWake = now;
    }

    private void TryLater(long now)
    {
        _refusedFrom = now > _refusedUntil + LineLimits.FlashRetry ? now : _refusedFrom;
        _retryAt = now + LineLimits.FlashRetry;
        _refusedUntil = _retryAt;
        NextWake = _retryAt;
    }

    private void Open(long slot, long now) => _table.Begin(slot, now - (_clock.UnixMilliseconds - (slot * 1000)));

    private bool Close(long now)
    {
        for (var i = 0; i < _lines.Length; i++)
        {
            _lines[i].EndSlot(now);
        }

        if (!EnterAll(!_table.IsDated ? Cause.NoClock : _table.BeganAt < _startedAt ? Cause.ConcentratorDown : Cause.WindowClosed, now))
        {
            return false;
        }

        IsOpen = false;
        return Settle(now);
    }

    /// <param name="notAsked">The cause of a read that was never tried.</param>
    private bool EnterAll(int notAsked, long now)
    {
        if (!_writer.EnterAll(notAsked, now))
        {
            return false;
        }

        if (_table.IsDated)
        {
            _closedUntil = _table.Slot + _table.Plan.Every;
            KeepState();
        }

        return true;
    }

    private bool TakePlan(long now)
    {
        // :: What the new plan needs is made first: where there is no room for it, the old one stays.
        var next = Build(_plans.Waiting);
        if (next == null)
        {
            _plans.RefuseWaiting(PlanRefusal.NotBuilt);
            return true;
        }

        if (!_plans.Take(now))
        {
            return false;
        }

        // One commit for all: a plan that is durable owes its slots from then on, and what was read of the meters' memories is known.
        BeginCounting(_plans.Waiting);
        _owed.Prepare(_plans.Waiting);
        if (!Settle(now))
        {
            return false;
        }

        _plans.Taken();
        _owed.Taken();
        next.Inherit(_table);
        Adopt(next, now);
        _learnt = true; // No entry can refer to it yet.
        return true;
    }

    /// <summary>The first slot that is owed is the one that runs when the first plan and the time are known.</summary>
    /// <returns>True when that was known already.</returns>
    private bool BeginCounting(Plan plan)
    {
        if (_closedUntil >= 0 || !_clock.IsValid)
        {
            return true;
        }

        _closedUntil = _clock.UnixMilliseconds / 1000 / plan.Every * plan.Every;
        OweUnknown(plan);
        KeepState();
        return false;
    }

    /// <returns>Null when the device has no room for it, or the journal's messages none for an entry of its longest template.</returns>
    private SlotTable Build(Plan plan)
    {
        if (!_writer.CanWrite(plan))
        {
            return null;
        }

        try
        {
            return new SlotTable(plan);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    private void Adopt(SlotTable table, long now)
    {
        _table = table;
        _writer.Adopt(_table);
        for (var i = 0; i < _lines.Length; i++)
        {
            _lines[i].Adopt(_table);
            _lines[i].Owed.Adopt(i, now);
            _lines[i].Watch.Adopt(_lines[i].Meters);
        }
    }

    /// <summary>Makes durable what was appended, together with the state that says so.</summary>
    private bool Settle(long now)
    {
        _commitDue = true;
        if (!TellUnknown(now))
        {
            return false;
        }

        _stateDue = _stateDue && !_journal.SetState(StateKeys.Slots, _state);
        _commitDue = _stateDue || !_writer.Commit(now);
        return !_commitDue;
    }

    /// <summary>The journal begins a new epoch, which counts from 1: no sequence of it is disowned. Kept with the new epoch's first checkpoint.</summary>
    public void Renew()
    {
        _owed.Renew();
        if (_scan.Disowned == 0)
        {
            return;
        }

        _scan.Disowned = 0;
        KeepState();
        _stateDue = !_journal.SetState(StateKeys.Slots, _state);
    }

    private void KeepState()
    {
        for (var i = 0; i < 8; i++)
        {
            _state[i] = (byte)(_closedUntil >> (8 * (7 - i)));
            _state[8 + i] = (byte)(_scan.Disowned >> (8 * (7 - i)));
        }

        _state[16] = (byte)(_timeless ? 1 : 0);
        _stateDue = true;
    }

    private static long Number(byte[] bytes, int offset)
    {
        var number = 0L;
        for (var i = 0; i < 8; i++)
        {
            number = (number << 8) | bytes[offset + i];
        }

        return number;
    }
}
