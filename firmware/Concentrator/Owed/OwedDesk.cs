using Wattline.Firmware.Cbor;
using Wattline.Firmware.Lines;
using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Ports;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Owed;

/// <summary>What the lines have in common that read meters' memories: the plan, what is settled, and who journals it.</summary>
internal sealed class OwedDesk
{
    private readonly IJournal _journal;
    private readonly IWallClock _clock;
    private readonly EventWriter _events;
    private LossScan _losses;
    private OwedState _next;
    private Gaps _nextGaps;
    private long[] _offsets = new long[0];
    private long[] _measuredUntil = new long[0];
    private int[] _undated = new int[0];
    private long _now;
    private long _saveAt = long.MaxValue;

    public OwedDesk(IJournal journal, IWallClock clock, EventWriter events)
    {
        _journal = journal;
        _clock = clock;
        _events = events;
        Writer = new MemoryWriter(journal);
    }

    public Plan Plan => State?.Plan;

    public OwedState State { get; private set; }

    /// <summary>Whose registers were missed, and when.</summary>
    public Gaps Gaps { get; private set; }

    public MemoryWriter Writer { get; }

    /// <summary>Journals the slots' registers: its messages are counted with ours.</summary>
    public ReadingWriter Registers { get; set; }

    /// <summary>True while the journal has no room for what meters keep.</summary>
    public bool IsPressed => _journal.IsPressed;

    /// <summary>True while events wait where they come from.</summary>
    public bool IsCrowded => _journal.IsCrowded;

    /// <summary>True while the time is known: nothing is due without it.</summary>
    public bool KnowsTime => _clock.IsValid;

    /// <summary>When <see cref="Step"/> has something to do.</summary>
    public long NextWake => Writer.NextWake < _saveAt ? Writer.NextWake : _saveAt;

    /// <summary>Takes a plan into use after a start: with what the flash kept of it.</summary>
    public void Load(Plan plan)
    {
        State = new OwedState(plan);
        State.Load(_journal.GetState(StateKeys.Owed));
        Adopt(new Gaps(plan));
        Gaps.Load(_journal.GetState(StateKeys.Gaps));
        _journal.Visit(Streams.Readings, new GapScan(Gaps, plan));
        WatchLosses();
    }

    /// <summary>A newer plan will be taken into use: what it has in common with the one before stays settled. The caller commits.</summary>
    public void Prepare(Plan plan)
    {
        _next = new OwedState(plan);
        if (State != null)
        {
            _next.Inherit(State);
        }

        _nextGaps = new Gaps(plan);
        if (Gaps != null)
        {
            Count();
            _nextGaps.Inherit(Gaps);
        }

        // Where it has no room, a start knows nothing, and reads again.
        _journal.SetState(StateKeys.Owed, _next.Write());
        _nextGaps.Save(_journal);
    }

    /// <summary>The newer plan is in use.</summary>
    public void Taken()
    {
        if (_losses != null && _losses.HasNew)
        {
            // Making room for the new plan gave up readings.
            _next.Inherit(State);
            _nextGaps.Inherit(Gaps);
        }

        State = _next;
        Adopt(_nextGaps);
        WatchLosses();
    }

    private void WatchLosses()
    {
        _losses = new LossScan(Gaps, State);
        _journal.GivenUp = _losses;
    }

    private void Adopt(Gaps gaps)
    {
        Gaps = gaps;
        Registers.Gaps = gaps;
        _offsets = new long[Plan.Meters];
        _measuredUntil = new long[Plan.Meters];
        _undated = new int[Plan.Meters];
    }

    public void Step(long now)
    {
        _now = now;
        Writer.Step(now);
        if (_losses != null && _losses.HasNew)
        {
            _losses.HasNew = false;
            SaveSoon(now);
        }

        if (State != null && State.HasLost && !IsPressed)
        {
            State.OweAgain();
        }

        if (State == null || !(State.IsChanged || Gaps.IsChanged))
        {
            return;
        }

        _saveAt = _saveAt == long.MaxValue ? now + OwedLimits.SaveEvery : _saveAt;
        if (now >= _saveAt)
        {
            Save(now);
        }
    }

    /// <summary>Remembers on the flash what is settled: behind the entries that settled it.</summary>
    public bool Save(long now)
    {
        if (Writer.Flush(now) && Keep() && _journal.Commit())
        {
            _saveAt = long.MaxValue;
            return true;
        }

        _saveAt = now + OwedLimits.FlashRetry;
        return false;
    }

    /// <summary>Remembers before long what the journal's readings do not tell.</summary>
    public void SaveSoon(long now) => _saveAt = _saveAt < now + OwedLimits.SaveSoon ? _saveAt : now + OwedLimits.SaveSoon;

    /// <summary>Slots passed that hold no entries: the caller commits.</summary>
    public bool MissAll(long first, long last)
    {
        if (Gaps == null)
        {
            return true;
        }

        Gaps.MissAll(first, last);
        return KeepGaps();
    }

    /// <summary>Slots from one on are still to come: the caller commits.</summary>
    public bool ForgetFrom(long slot)
    {
        if (Gaps == null)
        {
            return true;
        }

        Gaps.ForgetFrom(slot);
        return KeepGaps();
    }

    /// <summary>The journal's sequences begin with 1 again.</summary>
    public void Renew()
    {
        if (Gaps != null)
        {
            Gaps.Known = 0;
            Writer.Last = 0;
            Registers.Last = 0;
            Gaps.Save(_journal);
        }
    }

    /// <summary>Seconds since 2000-01-01 00:00 of a meter's zone, by our clock.</summary>
    public long LocalOf(int meter) => (_clock.UnixMilliseconds / 1000) - Dlt645Moment.Epoch + (Plan.Zones[meter] * 60);

    /// <summary>Unix seconds of a time in a meter's zone.</summary>
    public long UnixOf(int meter, long local) => local + Dlt645Moment.Epoch - (Plan.Zones[meter] * 60);

    /// <summary>How far a meter's clock was ahead when it was measured last, ms.</summary>
    public long OffsetOf(int meter) => _offsets[meter];

    public void Measured(int meter, long milliseconds, long now)
    {
        _offsets[meter] = milliseconds;
        _measuredUntil[meter] = now + OwedLimits.MeasuredFor;
    }

    /// <summary>True when the meter's clock was near ours, not long ago.</summary>
    public bool IsMeasured(int meter) => _now < _measuredUntil[meter];

    /// <summary>The meter's clock cannot date what it keeps.</summary>
    public void Unmeasure(int meter) => _measuredUntil[meter] = 0;

    /// <summary>The newest moment of a meter's profile that was told to have no date, minutes since 2000.</summary>
    public int Undated(int meter) => _undated[meter];

    public void TellUndated(int meter, int minute) => _undated[meter] = minute;

    /// <summary>Journals that a meter's memory has nothing for these slots, for a cause.</summary>
    public bool TellGap(int meter, int task, long first, long last, int cause, long now)
    {
        var detail = _events.BeginMeter("memory_gap", Plan.Version, meter, first, first * 1000, 4);
        detail.WriteUInt((ulong)first);
        detail.WriteUInt((ulong)last);
        detail.WriteUInt((ulong)cause);
        detail.WriteUInt((ulong)task);
        return _events.Append(now);
    }

    /// <summary>Journals an occurrence that a meter recorded, and that it is told, at once.</summary>
    /// <param name="start">Unix ms; -1 when the meter does not say.</param>
    /// <param name="end">The same.</param>
    public bool Tell(int meter, string code, long counter, long start, long end, long now)
    {
        var detail = _events.BeginMeter(code, Plan.Version, meter, counter, start, 1);
        if (end < 0)
        {
            detail.WriteNull();
        }
        else
        {
            detail.WriteInt(end);
        }

        return _events.Append(now);
    }

    /// <summary>Journals that a meter's ring no longer holds some occurrences.</summary>
    public bool TellPassed(int meter, string code, long first, long last, long now)
    {
        var detail = _events.BeginMeter("events_passed", Plan.Version, meter, first, -1, 3);
        detail.WriteText(code);
        detail.WriteUInt((ulong)first);
        detail.WriteUInt((ulong)last);
        return _events.Append(now);
    }

    /// <summary>Journals what became of a meter's clock.</summary>
    /// <param name="after">How far it was ahead after it was set, ms; <see cref="long.MinValue"/> when it was not.</param>
    public bool TellClock(int meter, long before, long after, long now)
    {
        var isSet = after != long.MinValue;
        var detail = _events.BeginMeter(
            isSet ? "meter_clock_set" : "meter_clock_off", Plan.Version, meter, LocalOf(meter) / 86400, _clock.UnixMilliseconds, isSet ? 2 : 1);
        detail.WriteInt(before);
        if (isSet)
        {
            detail.WriteInt(after);
        }

        return _events.AppendAlways(now); // The clock is set already.
    }

    /// <summary>Journals that a meter is silent, or that it is no more.</summary>
    /// <param name="first">The first silent slot, Unix seconds.</param>
    /// <param name="until">The slot in which it was heard again; -1 while it is silent.</param>
    public bool TellSilence(int meter, long first, long until, long now)
    {
        var detail = _events.BeginMeter(
            until < 0 ? "meter_silent" : "meter_back", Plan.Version, meter, first, (until < 0 ? first : until) * 1000, until < 0 ? 1 : 2);
        WriteSlots(detail, first, until);
        return _events.Append(now);
    }

    /// <summary>Journals that another meter than the plan's answers at a meter's address.</summary>
    /// <param name="number">That meter's number, as it says it.</param>
    public bool TellOther(int meter, string number, long now)
    {
        var detail = _events.BeginMeter("other_meter", Plan.Version, meter, now, _clock.IsValid ? _clock.UnixMilliseconds : -1, 1);
        detail.WriteText(number);
        return _events.Append(now);
    }

    /// <summary>Journals that no meter of a line is heard, or that some are again.</summary>
    public bool TellLine(int line, long first, long until, long now)
    {
        var detail = _events.Begin(until < 0 ? "line_silent" : "line_back", first, until < 0 ? 2 : 3);
        detail.WriteUInt((ulong)line);
        WriteSlots(detail, first, until);
        return _events.Append(now);
    }

    private static void WriteSlots(CborWriter detail, long first, long until)
    {
        detail.WriteUInt((ulong)first);
        if (until >= 0)
        {
            detail.WriteUInt((ulong)until);
        }
    }

    private bool Keep()
    {
        // Making room for it may give up readings, which is one more change.
        var state = State.Write();
        State.Kept();
        if (!_journal.SetState(StateKeys.Owed, state))
        {
            State.NotKept();
            return false;
        }

        return KeepGaps();
    }

    /// <summary>Journals which slots are missed, and up to which message that is true.</summary>
    private bool KeepGaps()
    {
        Count();
        return Gaps.Save(_journal);
    }

    private void Count()
    {
        Gaps.Known = Writer.Last > Gaps.Known ? Writer.Last : Gaps.Known;
        Gaps.Known = Registers.Last > Gaps.Known ? Registers.Last : Gaps.Known;
    }
}
