using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Owed;

/// <summary>
/// Registers or maximum demands of a settlement. No stamp stands beside them: which settlement the n-th last is follows
/// from the meter's clock, which is read before and after.
/// </summary>
internal sealed class SettlementChore : ItemChore
{
    private const int Before = 0;
    private const int Reading = 1;
    private const int After = 2;

    private readonly MeterTime _time = new MeterTime();
    private int _state;

    public SettlementChore(OwedLine line)
        : base(line)
    {
    }

    public override void Ask(long now)
    {
        if (_state == Reading)
        {
            AskValues(now);
        }
        else
        {
            _time.Ask(Line, Meter, now);
        }
    }

    public override int Answered(IMeterMaster master, long now)
    {
        if (_state == Reading)
        {
            var values = TakeValues(master);
            if (values != Done)
            {
                return values;
            }

            _state = After;
            _time.Begin();
            return Going;
        }

        var taken = _time.Take(Line.Dlt645);
        if (taken != Done)
        {
            return taken;
        }

        var off = (_time.Local - Desk.LocalOf(Meter)) * 1000;
        Desk.Measured(Meter, off, now);
        if (off is > OwedLimits.DatedMost or < -OwedLimits.DatedMost)
        {
            Cause = Lines.Cause.NoDate;
            return Later;
        }

        var n = OwedItems.Newest(Task, _time.Local) - Item + 1;
        if (_time.IsNearMidnight || n < 1)
        {
            return Later; // The meter's clock is behind: its settlement is still to come.
        }

        if (_state == After)
        {
            return n == N ? Write(OwedItems.TimeOf(Task, Item), now) : Later;
        }

        if (n > Task.Depth)
        {
            Cause = Lines.Cause.NotInMemory;
            return Absent;
        }

        N = n;
        _state = Reading;
        BeginValues();
        return Going;
    }

    public override int Refused(long now)
    {
        // Before its first settlement a meter has none (D1), or all FF.
        Cause = _state == Reading ? Lines.Cause.NotInMemory : Lines.Cause.NoDate;
        return _state == Reading ? Absent : Later;
    }

    protected override void Reset()
    {
        _state = Before;
        _time.Begin();
    }
}
