using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Owed;

/// <content>Moments that the meter's records pass over, and why.</content>
internal sealed partial class ProfileChore
{
    // The ring of power-downs, its newest record (DL/T 645-2007, 03 11 00 01), and the bytes of one: start and end.
    private const uint SupplyRing = 0x031100;
    private const int SupplyBytes = 12;

    private readonly long[] _darkFrom = new long[OwedLimits.SupplyRecordsMax];
    private readonly long[] _darkTo = new long[OwedLimits.SupplyRecordsMax];
    private int _dark;
    private int _ring;
    private int _holeLast;
    private int _holeCause;
    private bool _holdsMore;

    /// <summary>Everything from the first missed moment up to another will not come.</summary>
    /// <param name="cause">Why, unless the meter had no supply.</param>
    /// <param name="holdsMore">The answer has records behind the hole.</param>
    private int BeginHole(int last, int cause, bool holdsMore, long now)
    {
        _holeLast = last;
        _holeCause = cause;
        _holdsMore = holdsMore;
        _dark = 0;
        _ring = 1;
        if (cause != Lines.Cause.NotInMemory || !HasSupplyRing())
        {
            return FillHole(now);
        }

        _state = Supply;
        return Going;
    }

    private bool HasSupplyRing()
    {
        var tasks = Desk.Plan.Template(Meter).Tasks;
        for (var i = 0; i < tasks.Length; i++)
        {
            if (tasks[i].Type == TaskType.Events && tasks[i].Reads[1].Identifier >> 8 == SupplyRing)
            {
                return true;
            }
        }

        return false;
    }

    private void AskSupply(long now) => Line.Read(Meter, (SupplyRing << 8) + (uint)_ring, SupplyBytes, now);

    private int TakeSupply(long now)
    {
        var from = _count == SupplyBytes ? Dlt645Moment.Seconds(_other, 0) : -1;
        var to = _count == SupplyBytes ? Dlt645Moment.Seconds(_other, 6) : -1;
        if (from < 0 || to < from)
        {
            return FillHole(now); // The ring has no further record, or keeps it as no date.
        }

        _darkFrom[_dark] = from - (Zone * 60L);
        _darkTo[_dark++] = to - (Zone * 60L);
        return _darkFrom[_dark - 1] > _first * 60L && ++_ring <= OwedLimits.SupplyRecordsMax ? Going : FillHole(now);
    }

    /// <summary>Journals why each moment of the hole stays empty: many of one cause as one event and the newest of them.</summary>
    private int FillHole(long now)
    {
        _state = Reading;
        while (_first <= _holeLast)
        {
            var cause = CauseAt(_first);
            var last = _first;
            while (last + _step <= _holeLast && CauseAt(last + _step) == cause)
            {
                last += _step;
            }

            var told = OwedLimits.HoleEntriesMax * _step;
            if (last - _first >= told)
            {
                if (!Desk.TellGap(Meter, TaskIndex, SlotOf(_first), SlotOf(last - told), cause, now))
                {
                    return Blocked;
                }

                for (; _first <= last - told; _first += _step)
                {
                    Desk.Gaps.Settle(Meter, _first, _step);
                }

                Desk.SaveSoon(now);
            }

            while (_first <= last)
            {
                if (!Journal(cause, 0, now))
                {
                    return Blocked;
                }
            }
        }

        return _holdsMore ? Take(now) : Turn();
    }

    private int CauseAt(int minute)
    {
        for (var i = 0; i < _dark; i++)
        {
            if (_darkFrom[i] <= minute * 60L && minute * 60L <= _darkTo[i])
            {
                return Lines.Cause.NoSupply;
            }
        }

        return _holeCause;
    }

    /// <summary>The meter's clock is far off: what is older than a day is told to have no date, once, and stays owed.</summary>
    private bool TellUndated(long now)
    {
        var until = (int)(((Desk.LocalOf(Meter) - OwedLimits.ToldAfter) / 60) - Zone);
        var last = until < _last ? _first + ((until - _first) / _step * _step) : _last;
        var first = last - ((OwedLimits.HoleEntriesMax - 1) * _step);
        first = first < _first ? _first : first;
        for (first = Desk.Undated(Meter) >= first ? Desk.Undated(Meter) + _step : first; first <= last && until >= _first; first += _step)
        {
            if (!Desk.Writer.Add(
                Desk.Plan, ItemChore.KindOf(Task), TaskIndex, SlotOf(first), Meter, Lines.Cause.NoDate, Desk.OffsetOf(Meter), null, null, 0, now, Task.When))
            {
                return false;
            }

            Desk.TellUndated(Meter, first);
        }

        return true;
    }
}
