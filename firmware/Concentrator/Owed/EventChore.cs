using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Owed;

/// <summary>
/// What a meter has counted since the last look: each occurrence's record, the oldest first. The counter is read before
/// and after each, for a new occurrence moves all records by one. What the ring no longer holds is told to be lost.
/// </summary>
internal sealed class EventChore : Chore
{
    private const int Counting = 0;
    private const int Reading = 1;
    private const int Checking = 2;

    private int _state;
    private long _counter;
    private int _told;
    private long _start;
    private long _end;

    public EventChore(OwedLine line)
        : base(line)
    {
    }

    public override void Ask(long now)
    {
        if (_state == Reading)
        {
            Line.Read(Meter, Task.Reads[1].Identifier + (uint)(_counter - _told - 1), Task.Reads[1].PayloadBytes, now);
        }
        else
        {
            Line.Read(Meter, Task.Reads[0].Identifier, Task.Reads[0].PayloadBytes, now);
        }
    }

    public override int Answered(IMeterMaster master, long now)
    {
        if (_state == Reading)
        {
            if (!TakeRecord())
            {
                return Broken;
            }

            _state = Checking;
            return Going;
        }

        if (!master.Fits || master.Value(0, out var counter) != MeterValue.Ok)
        {
            return Broken;
        }

        if (_state == Checking && counter == _counter)
        {
            if (!Desk.Tell(Meter, Task.Code, _told + 1, _start, _end, now))
            {
                return Blocked;
            }

            Settle(_told + 1);
        }
        else
        {
            _counter = counter;
            if (!Bound(now))
            {
                return Blocked;
            }
        }

        _state = _told < _counter ? Reading : Counting;
        return _told < _counter ? Going : Done;
    }

    public override int Refused(long now)
    {
        // The meter has no such counter, or its ring is shorter than the plan says.
        if (_state == Reading && Desk.TellPassed(Meter, Task.Code, _told + 1, _told + 1, now))
        {
            Settle(_told + 1);
            _state = Counting;
            return Going;
        }

        return _state == Reading ? Blocked : Done;
    }

    protected override void Reset()
    {
        _state = Counting;
        _told = Desk.State.Settled(Desk.State.IndexOf(Meter, TaskIndex));
    }

    /// <summary>Holds a counter against what was told, and the ring's depth.</summary>
    private bool Bound(long now)
    {
        var held = _counter < Task.Depth ? _counter : Task.Depth;
        if (_told == OwedState.Unknown || _counter < _told)
        {
            // A meter that is new to us, or was exchanged for another: its ring is asked back, if the plan has a horizon.
            Settle((int)(Desk.Plan.Horizon > 0 ? _counter - held : _counter));
        }
        else if (_counter - _told > held)
        {
            if (!Desk.TellPassed(Meter, Task.Code, _told + 1, (int)(_counter - held), now))
            {
                return false;
            }

            Settle((int)(_counter - held));
        }

        return true;
    }

    private void Settle(int told)
    {
        _told = told;
        Desk.State.Settle(Desk.State.IndexOf(Meter, TaskIndex), told);
    }

    /// <summary>Start and, in records that have one, end: YYMMDDhhmmss each; FF or 0 while it lasts.</summary>
    private bool TakeRecord()
    {
        var length = Line.Dlt645.PayloadLength;
        if (length < 6)
        {
            return false;
        }

        var start = Dlt645Moment.Seconds(Line.Dlt645.Payload, 0);
        var end = length >= 12 ? Dlt645Moment.Seconds(Line.Dlt645.Payload, 6) : -1;
        _start = start < 0 ? -1 : Desk.UnixOf(Meter, start) * 1000;
        _end = end < 0 ? -1 : Desk.UnixOf(Meter, end) * 1000;
        return true;
    }
}
