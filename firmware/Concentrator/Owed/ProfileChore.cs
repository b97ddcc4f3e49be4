using System;
using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Owed;

/// <summary>
/// Records of a meter's load profile for slots whose registers were missed, the oldest first. They are asked for from the first
/// missed moment on; a moment that the records pass over is a hole, and the meter's records of lost supply tell
/// whether it could have been filled. Every answer is taken when it came twice. Times are minutes since 2000, UTC.
/// </summary>
internal sealed partial class ProfileChore : Chore
{
    private const int Dating = 0;
    private const int Reading = 1;
    private const int Earliest = 2;
    private const int Latest = 3;
    private const int Supply = 4;

    private readonly MeterTime _time = new MeterTime();
    private readonly Dlt645Records _records = new Dlt645Records();
    private readonly byte[] _answer = new byte[Dlt645Limits.AssembledMax];
    private readonly byte[] _other = new byte[Dlt645Profile.Overhead + OwedLimits.RecordBytesMax];
    private readonly long[] _values;
    private readonly bool[] _has;
    private int _state;
    private int _first;
    private int _last;
    private int _step;
    private int _class;
    private int _blocks;
    private int _bytes;
    private int _asked;
    private int _count;
    private bool _isHeld;
    private bool _differed;
    private int _differences;

    public ProfileChore(OwedLine line)
        : base(line)
    {
        _values = new long[Plans.PlanLimits.ChannelsMax];
        _has = new bool[Plans.PlanLimits.ChannelsMax];
    }

    private int Zone => Desk.Plan.Zones[Meter];

    public override void Ask(long now)
    {
        switch (_state)
        {
            case Dating:
                _time.Ask(Line, Meter, now);
                break;
            case Reading:
                Line.ReadRecords(Meter, _class, _blocks, _first + Zone, _bytes * _blocks, now);
                break;
            case Supply:
                AskSupply(now);
                break;
            default:
                Line.ReadRecords(Meter, _class, _state == Latest, _bytes, now);
                break;
        }
    }

    public override int Answered(IMeterMaster master, long now)
    {
        if (_state == Dating)
        {
            return Date(now);
        }

        var answer = _state == Reading ? _answer : _other;
        if (!CameTwice(answer))
        {
            return _isHeld && !_differed ? Going : ++_differences > OwedLimits.RetriesOfNoise ? Later : Broken;
        }

        switch (_state)
        {
            case Reading:
                _records.Begin(_answer, _count, _class);
                return Take(now);
            case Supply:
                return TakeSupply(now);
            default:
                return Bound(now);
        }
    }

    public override int Refused(long now)
    {
        _isHeld = false;
        switch (_state)
        {
            case Dating:
                return Undated(now);
            case Reading:
                // There is nothing from that moment on, or not just there: the ends of the memory tell.
                _state = Earliest;
                return Going;
            case Supply:
                return FillHole(now);
            default:
                return BeginHole(_last, Lines.Cause.NotInMemory, false, now);
        }
    }

    protected override void Reset()
    {
        Cause = Lines.Cause.Silent;
        _step = Task.When / 60;
        _asked = 0;
        _differences = 0;
        Desk.Gaps.TryOldest(Meter, out _first, out _last);
        var due = (int)((Desk.LocalOf(Meter) - OwedLimits.DueAfter) / 60) - Zone;
        _last = _last < due ? _last : due;
        _isHeld = false;
        _time.Begin();
        _state = Desk.IsMeasured(Meter) ? Reading : Dating;
        Choose();
    }

    /// <summary>One class of the records where it is enough, else all of them.</summary>
    private void Choose()
    {
        _class = Task.Reads[0].ProfileClass;
        for (var i = 1; i < Task.Reads.Length; i++)
        {
            _class = Task.Reads[i].ProfileClass == _class ? _class : 0;
        }

        _bytes = Dlt645Profile.Overhead;
        for (var i = 1; i <= Dlt645Profile.Classes; i++)
        {
            _bytes += _class == 0 || _class == i ? Dlt645Profile.BytesOf(i) : 0;
        }

        var room = Dlt645Limits.AssembledMax / _bytes;
        _blocks = room < Dlt645Profile.BlocksMax ? room : Dlt645Profile.BlocksMax;
    }

    private int Date(long now)
    {
        var taken = _time.Take(Line.Dlt645);
        if (taken != Done)
        {
            return taken;
        }

        if (_time.IsNearMidnight)
        {
            return Later;
        }

        var off = (_time.Local - Desk.LocalOf(Meter)) * 1000;
        Desk.Measured(Meter, off, now);
        _state = Reading;
        return off is > OwedLimits.ClockSet or < -OwedLimits.ClockSet ? Undated(now) : Going;
    }

    private int Undated(long now)
    {
        Desk.Unmeasure(Meter);
        Cause = Lines.Cause.NoDate;
        return TellUndated(now) ? Later : Blocked;
    }

    /// <summary>Takes what the answer's records hold, from the first missed moment on.</summary>
    private int Take(long now)
    {
        var cause = Lines.Cause.NotInMemory;
        var from = _first;
        int found;
        while (_first <= _last && (found = _records.Next()) != Dlt645Records.End)
        {
            if (found == Dlt645Records.Broken || _records.Stamp < 0)
            {
                cause = Lines.Cause.Noise; // It came twice: the meter itself keeps it so.
                continue;
            }

            var stamp = _records.Stamp - Zone;
            if (stamp < _first || (stamp - _first) % _step != 0)
            {
                continue;
            }

            if (stamp > _first && _records.FollowsWithin(_first + Zone, _records.Stamp))
            {
                cause = Lines.Cause.Noise; // Its date is another's.
                continue;
            }

            if (stamp > _first && _records.IsLast && _first != from)
            {
                return Turn(); // What follows it must be seen, too.
            }

            if (stamp > _first)
            {
                _records.Back(); // The record is taken when the hole before it is told.
                return BeginHole(stamp - _step < _last ? (int)stamp - _step : _last, cause, true, now);
            }

            if (!Write(now))
            {
                return Blocked;
            }

            cause = Lines.Cause.NotInMemory;
        }

        if (_first <= _last && _first == from)
        {
            if (cause == Lines.Cause.Noise)
            {
                return BeginHole(_first, cause, false, now);
            }

            // Nothing of it was what was asked for.
            _state = Earliest;
            return Going;
        }

        return Turn();
    }

    /// <summary>Goes on with the next records, or lets others have their turn.</summary>
    private int Turn() => _first <= _last && ++_asked < OwedLimits.RecordsPerTurn ? Going : Done;

    /// <summary>Journals the values of the record at the first missed moment.</summary>
    private bool Write(long now)
    {
        var cause = Lines.Cause.Valid;
        for (var i = 0; i < Task.Reads.Length; i++)
        {
            var read = Task.Reads[i];
            var result = _records.Value(read.ProfileClass, read.ProfileOffset, read.NumberBytes, read.HasSign, out _values[i]);
            _has[i] = result == MeterValue.Ok;
            cause = result == MeterValue.Broken ? Lines.Cause.Noise
                : result == MeterValue.Missing && cause == Lines.Cause.Valid ? Lines.Cause.NoValue : cause;
        }

        return Journal(cause, Task.Reads.Length, now);
    }

    /// <summary>Journals what became of the first missed moment, and goes to the next.</summary>
    private bool Journal(int cause, int values, long now)
    {
        if (!Desk.Writer.Add(
            Desk.Plan, ItemChore.KindOf(Task), TaskIndex, SlotOf(_first), Meter, cause, Desk.OffsetOf(Meter), _values, _has, values, now, Task.When))
        {
            return false;
        }

        Desk.Gaps.Settle(Meter, _first, _step);
        _first += _step;
        return true;
    }

    /// <summary>The earliest record or the latest: where the memory begins, or ends.</summary>
    private int Bound(long now)
    {
        _records.Begin(_other, _count, _class);
        if (_records.Next() != Dlt645Records.Whole || _records.Stamp < 0)
        {
            Cause = Lines.Cause.Noise;
            return Later;
        }

        var stamp = (int)_records.Stamp - Zone;
        if (_state == Earliest)
        {
            if (stamp <= _first)
            {
                _state = Latest;
                return Going;
            }

            // The ring has passed what is older.
            var last = (stamp - 1 - _first) / _step * _step;
            return BeginHole(_first + last < _last ? _first + last : _last, Lines.Cause.NotInMemory, false, now);
        }

        if (stamp >= _first)
        {
            return BeginHole(_first, Lines.Cause.NotInMemory, false, now);
        }

        // Nothing is younger than that: what the meter's clock has passed was not made, the rest is to come.
        var passed = (int)((Desk.LocalOf(Meter) + (Desk.OffsetOf(Meter) / 1000)) / 60) - Zone - 1;
        if (passed < _first)
        {
            return Later;
        }

        return BeginHole(passed < _last ? _first + ((passed - _first) / _step * _step) : _last, Lines.Cause.NotInMemory, false, now);
    }

    /// <summary>True when the same came twice in a row: a checksum of 8 bits lets one wrong frame in 256 through.</summary>
    private bool CameTwice(byte[] answer)
    {
        var length = Line.Dlt645.PayloadLength;
        var same = _isHeld && length == _count;
        for (var i = 0; same && i < length; i++)
        {
            same = answer[i] == Line.Dlt645.Payload[i];
        }

        // After a difference the next is held against this one.
        _differed = _isHeld && !same;
        _isHeld = !same && length <= answer.Length;
        if (_isHeld)
        {
            Array.Copy(Line.Dlt645.Payload, answer, length);
            _count = length;
        }

        return same;
    }

    private static long SlotOf(int minute) => (minute * 60L) + Dlt645Moment.Epoch;
}
