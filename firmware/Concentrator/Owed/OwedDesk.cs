using Wattline.Firmware.Cbor;
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
    private OwedState _next;
    private long[] _offsets = new long[0];
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

    public MemoryWriter Writer { get; }

    /// <summary>True while the time is known: nothing is due without it.</summary>
    public bool KnowsTime => _clock.IsValid;

    /// <summary>When <see cref="Step"/> has something to do.</summary>
    public long NextWake => Writer.NextWake < _saveAt ? Writer.NextWake : _saveAt;

    /// <summary>Takes a plan into use after a start: with what the flash kept of it.</summary>
    public void Load(Plan plan)
    {
        State = new OwedState(plan);
        State.Load(_journal.GetState(StateKeys.Owed));
        _offsets = new long[plan.Meters];
    }

    /// <summary>A newer plan will be taken into use: what it has in common with the one before stays settled. The caller commits.</summary>
    public void Prepare(Plan plan)
    {
        _next = new OwedState(plan);
        if (State != null)
        {
            _next.Inherit(State);
        }

        // Where it has no room, a start knows nothing, and reads again.
        _journal.SetState(StateKeys.Owed, _next.Write());
    }

    /// <summary>The newer plan is in use.</summary>
    public void Taken()
    {
        State = _next;
        _offsets = new long[State.Plan.Meters];
    }

    public void Step(long now)
    {
        Writer.Step(now);
        if (State == null || !State.IsChanged)
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

    /// <summary>Seconds since 2000-01-01 00:00 of a meter's zone, by our clock.</summary>
    public long LocalOf(int meter) => (_clock.UnixMilliseconds / 1000) - Dlt645Moment.Epoch + (Plan.Zones[meter] * 60);

    /// <summary>Unix seconds of a time in a meter's zone.</summary>
    public long UnixOf(int meter, long local) => local + Dlt645Moment.Epoch - (Plan.Zones[meter] * 60);

    /// <summary>How far a meter's clock was ahead when it was measured last, ms.</summary>
    public long OffsetOf(int meter) => _offsets[meter];

    public void Measured(int meter, long milliseconds) => _offsets[meter] = milliseconds;

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

        return _events.Append(now);
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
        var kept = _journal.SetState(StateKeys.Owed, State.Write());
        if (kept)
        {
            State.Kept();
        }

        return kept;
    }
}
