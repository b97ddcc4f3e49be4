using System;
using Wattline.Firmware.Plans;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Owed;

/// <summary>
/// For each meter the ranges of time whose registers were missed, and which its load records may still hold: minutes
/// since 2000 in UTC, first and last included, by meter and time. Where there are too many, two that are near each other become
/// one: what was read already is then read again, and nothing is forgotten.
/// </summary>
internal sealed class Gaps
{
    private const int HeadBytes = 14;
    private const int RangeBytes = 10;

    private readonly Plan _plan;
    private readonly short[] _meters;
    private readonly int[] _first;
    private readonly int[] _last;

    public Gaps(Plan plan)
    {
        _plan = plan;
        var most = OwedLimits.GapsOfAll + (plan.Meters * OwedLimits.GapsPerMeter);
        _meters = new short[most];
        _first = new int[most];
        _last = new int[most];
    }

    /// <summary>Ranges.</summary>
    public int Count { get; private set; }

    /// <summary>Sequence of the readings up to which the journal's entries are counted in.</summary>
    public long Known { get; set; }

    /// <summary>True while something is not on the flash.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>Index of a meter's load profile in its tasks; −1 when the plan has none.</summary>
    public int TaskOf(int meter)
    {
        var tasks = _plan.Template(meter).Tasks;
        for (var i = 0; i < tasks.Length; i++)
        {
            if (tasks[i].Type == TaskType.Profile)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The oldest range of a meter.</summary>
    public bool TryOldest(int meter, out int first, out int last)
    {
        var place = PlaceOf(meter, int.MinValue);
        var has = place < Count && _meters[place] == meter;
        first = has ? _first[place] : 0;
        last = has ? _last[place] : -1;
        return has;
    }

    /// <summary>Slots were missed.</summary>
    /// <param name="from">The first, Unix seconds.</param>
    /// <param name="to">The last, Unix seconds.</param>
    public void Miss(int meter, long from, long to)
    {
        var task = TaskOf(meter);
        if (task < 0 || to < from)
        {
            return;
        }

        // :: Only moments at which the meter makes a record; they stand on its own calendar.
        long every = _plan.Template(meter).Tasks[task].When;
        var zone = _plan.Zones[meter] * 60;
        var first = ((from + zone + every - 1) / every * every) - zone;
        var last = ((to + zone) / every * every) - zone;
        if (first <= last)
        {
            Add(meter, MinuteOf(first), MinuteOf(last), (int)(every / 60));
        }
    }

    /// <summary>Slots were missed of all meters.</summary>
    public void MissAll(long from, long to)
    {
        for (var meter = 0; meter < _plan.Meters; meter++)
        {
            Miss(meter, from, to);
        }
    }

    /// <summary>A moment is read, or will never be.</summary>
    /// <param name="step">Minutes from record to record.</param>
    public void Settle(int meter, int minute, int step)
    {
        var place = PlaceOf(meter, minute);
        if (place == Count || _meters[place] != meter || _first[place] > minute)
        {
            return;
        }

        IsChanged = true;
        if (_first[place] == minute)
        {
            _first[place] += step;
            if (_first[place] > _last[place])
            {
                Remove(place);
            }
        }
        else if (_last[place] == minute)
        {
            _last[place] -= step;
        }
        else if (Count < _meters.Length)
        {
            var last = _last[place];
            _last[place] = minute - step;
            Insert(place + 1, meter, minute + step, last);
        }
    }

    /// <summary>Forgets what is from a moment on: its slots are still to come.</summary>
    public void ForgetFrom(long slot)
    {
        var minute = MinuteOf(slot);
        for (var i = Count - 1; i >= 0; i--)
        {
            IsChanged |= _last[i] >= minute;
            _last[i] = _last[i] < minute ? _last[i] : minute - 1;
            if (_first[i] > _last[i])
            {
                Remove(i);
            }
        }
    }

    /// <summary>Takes over what another plan's meters miss, where the meter is the same.</summary>
    public void Inherit(Gaps before)
    {
        for (var meter = 0; meter < _plan.Meters; meter++)
        {
            var same = TaskOf(meter) < 0 ? -1 : before._plan.IndexOf(_plan, meter);
            for (var i = 0; same >= 0 && i < before.Count; i++)
            {
                if (before._meters[i] == same)
                {
                    Miss(meter, SlotOf(before._first[i]), SlotOf(before._last[i]));
                }
            }
        }

        Known = before.Known;
        IsChanged = true;
    }

    /// <summary>Takes what the flash kept, if it is of this plan.</summary>
    /// <returns>False when it kept nothing: every entry of the journal counts.</returns>
    public bool Load(byte[] bytes)
    {
        if (bytes == null || bytes.Length < HeadBytes || LittleEndian.Get(bytes, 0, 4) != _plan.Version)
        {
            return false;
        }

        Known = LittleEndian.Get(bytes, 4, 8);
        Count = (int)LittleEndian.Get(bytes, 12, 2);
        Count = Count > _meters.Length ? _meters.Length : Count;
        for (var i = 0; i < Count; i++)
        {
            var at = HeadBytes + (i * RangeBytes);
            _meters[i] = (short)LittleEndian.Get(bytes, at, 2);
            _first[i] = (int)LittleEndian.Get(bytes, at + 2, 4);
            _last[i] = (int)LittleEndian.Get(bytes, at + 6, 4);
        }

        return true;
    }

    /// <summary>Puts them on the flash; where it has too little room, fewer and longer ones.</summary>
    /// <returns>False when it refuses.</returns>
    public bool Save(IJournal journal)
    {
        while (Count > 0 && !journal.CanKeep(StateKeys.Gaps, HeadBytes + (Count * RangeBytes)) && Join())
        {
        }

        var bytes = new byte[HeadBytes + (Count * RangeBytes)];
        LittleEndian.Put(bytes, 0, 4, _plan.Version);
        LittleEndian.Put(bytes, 4, 8, Known);
        LittleEndian.Put(bytes, 12, 2, Count);
        for (var i = 0; i < Count; i++)
        {
            var at = HeadBytes + (i * RangeBytes);
            LittleEndian.Put(bytes, at, 2, _meters[i]);
            LittleEndian.Put(bytes, at + 2, 4, _first[i]);
            LittleEndian.Put(bytes, at + 6, 4, _last[i]);
        }

        IsChanged = false; // Making room for them may give up readings, which is one more.
        if (journal.SetState(StateKeys.Gaps, bytes))
        {
            return true;
        }

        IsChanged = true;
        return false;
    }

    private void Add(int meter, int first, int last, int step)
    {
        var place = PlaceOf(meter, first - step);
        IsChanged = true;
        if (place == Count || _meters[place] != meter || _first[place] > last + step)
        {
            if (Count == _meters.Length && Join())
            {
                place = PlaceOf(meter, first - step);
            }

            Insert(place, meter, first, last);
            return;
        }

        // It touches what is there: they are one.
        _first[place] = first < _first[place] ? first : _first[place];
        _last[place] = last > _last[place] ? last : _last[place];
        while (place + 1 < Count && _meters[place + 1] == meter && _first[place + 1] <= _last[place] + step)
        {
            _last[place] = _last[place + 1] > _last[place] ? _last[place + 1] : _last[place];
            Remove(place + 1);
        }
    }

    /// <summary>Makes one of the two ranges of a meter that are nearest to each other.</summary>
    private bool Join()
    {
        var best = -1;
        for (var i = 0; i + 1 < Count; i++)
        {
            if (_meters[i] == _meters[i + 1] && (best < 0 || _first[i + 1] - _last[i] < _first[best + 1] - _last[best]))
            {
                best = i;
            }
        }

        if (best >= 0)
        {
            _last[best] = _last[best + 1];
            Remove(best + 1);
        }

        return best >= 0;
    }

    /// <summary>The first range of a meter that ends at a minute or later; where there is none, its place.</summary>
    private int PlaceOf(int meter, int minute)
    {
        var place = 0;
        while (place < Count && (_meters[place] < meter || (_meters[place] == meter && _last[place] < minute)))
        {
            place++;
        }

        return place;
    }

    private void Insert(int place, int meter, int first, int last)
    {
        if (Count == _meters.Length)
        {
            return; // Not reached: a meter has more than one range as soon as there is no room.
        }

        Array.Copy(_meters, place, _meters, place + 1, Count - place);
        Array.Copy(_first, place, _first, place + 1, Count - place);
        Array.Copy(_last, place, _last, place + 1, Count - place);
        _meters[place] = (short)meter;
        _first[place] = first;
        _last[place] = last;
        Count++;
    }

    private void Remove(int place)
    {
        Count--;
        Array.Copy(_meters, place + 1, _meters, place, Count - place);
        Array.Copy(_first, place + 1, _first, place, Count - place);
        Array.Copy(_last, place + 1, _last, place, Count - place);
    }

    private static int MinuteOf(long slot) => (int)((slot - Meters.Dlt645Moment.Epoch) / 60);

    private static long SlotOf(int minute) => (minute * 60L) + Meters.Dlt645Moment.Epoch;
}
