using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Owed;

/// <summary>
/// A meter's clock, once a day: left alone under a minute, set by 08H up to five (which a meter takes once a day, and
/// not near midnight), told beyond. Its item is the day.
/// </summary>
internal sealed class ClockChore : Chore
{
    private const int Measuring = 0;
    private const int Setting = 1;
    private const int Checking = 2;

    private readonly MeterTime _time = new MeterTime();
    private int _state;
    private long _before;

    public ClockChore(OwedLine line)
        : base(line)
    {
    }

    public override void Ask(long now)
    {
        if (_state == Setting)
        {
            Line.SetTime(Meter, Desk.LocalOf(Meter), now);
        }
        else
        {
            _time.Ask(Line, Meter, now);
        }
    }

    public override int Answered(IMeterMaster master, long now)
    {
        if (_state == Setting)
        {
            _state = Checking;
            _time.Begin();
            return Going;
        }

        var taken = _time.Take(Line.Dlt645);
        if (taken != Done)
        {
            return taken;
        }

        if (_time.IsNearMidnight)
        {
            return Later;
        }

        var ours = Desk.LocalOf(Meter);
        var off = (_time.Local - ours) * 1000;
        Desk.Measured(Meter, off, now);
        if (_state == Checking)
        {
            return Desk.TellClock(Meter, _before, off, now) ? Done : Blocked;
        }

        if (off is <= OwedLimits.ClockLeft and >= -OwedLimits.ClockLeft)
        {
            return Done;
        }

        if (off is > OwedLimits.ClockSet or < -OwedLimits.ClockSet)
        {
            return Desk.TellClock(Meter, off, long.MinValue, now) ? Done : Blocked;
        }

        if (ours % 86400 is < OwedLimits.SetMargin or > 86400 - OwedLimits.SetMargin)
        {
            return Later;
        }

        _before = off;
        _state = Setting;
        return Going;
    }

    public override int Refused(long now) => Done;

    protected override void Reset()
    {
        _state = Measuring;
        _time.Begin();
    }
}
