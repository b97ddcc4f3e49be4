using Wattline.Firmware.Meters;

namespace Wattline.Firmware.Owed;

/// <summary>
/// A daily or hourly freeze: the n-th last is found by the stamp that stands beside it (05 xx 00 nn). Which one is the
/// n-th last shifts with every new freeze, also while it is read; so the stamp is read again behind the values.
/// </summary>
internal sealed class FreezeChore : ItemChore
{
    private const int Finding = 0;
    private const int Reading = 1;
    private const int Checking = 2;

    private int _state;
    private int _probes;
    private int _newerAt;
    private int _olderAt;
    private int _newer;
    private long _stamp;

    public FreezeChore(OwedLine line)
        : base(line)
    {
    }

    /// <summary>The oldest item that the meter holds, once a search found its memory's end; what is older needs no search.</summary>
    public int Oldest { get; private set; }

    public override void Ask(long now)
    {
        if (_state == Reading)
        {
            AskValues(now);
        }
        else
        {
            Line.Read(Meter, (Task.Reads[0].Identifier & 0xFFFF0000) + (uint)N, 5, now);
        }
    }

    public override int Answered(IMeterMaster master, long now)
    {
        if (_state == Reading)
        {
            var taken = TakeValues(master);
            if (taken == Done)
            {
                _state = Checking;
            }

            return taken == Done ? Going : taken;
        }

        var minutes = Line.Dlt645.PayloadLength == 5 ? Dlt645Moment.Minutes(Line.Dlt645.Payload, 0) : -1;
        if (_state == Finding)
        {
            return minutes < 0 ? Older(-1) : Look(minutes * 60);
        }

        if (minutes * 60 == _stamp)
        {
            return Write(_stamp, now);
        }

        // A new freeze came meanwhile: everything is one place further back.
        _newerAt = 0;
        _olderAt = 0;
        return Probe(N + 1);
    }

    public override int Refused(long now)
    {
        if (_state == Finding)
        {
            return Older(-1);
        }

        Cause = Lines.Cause.Refused;
        return Absent;
    }

    protected override void Reset()
    {
        Cause = Lines.Cause.Silent;
        Oldest = int.MinValue;
        _probes = 0;
        _newerAt = 0;
        _olderAt = Task.Depth + 1;
        _newer = int.MinValue;
        _state = Finding;
        var n = OwedItems.Newest(Task, Desk.LocalOf(Meter)) - Item + 1;
        N = n < 1 ? 1 : n > Task.Depth ? Task.Depth : n;
    }

    private int Look(long stamp)
    {
        var item = (int)(stamp / Task.When);
        if (item == Item)
        {
            _stamp = stamp;
            _state = Reading;
            BeginValues();
            return Going;
        }

        if (item < Item)
        {
            return Older(item);
        }

        _newerAt = N;
        _newer = item;
        var ahead = (long)N + item - Item;
        return Probe(ahead >= _olderAt ? (_newerAt + _olderAt) / 2 : (int)ahead);
    }

    /// <summary>The n-th last is older than the item, or there is none.</summary>
    private int Older(int item)
    {
        _olderAt = N;
        if (N == 1)
        {
            // The newest is older: the item is not made yet, as it may be where there is none at all.
            Cause = item < 0 ? Lines.Cause.NotInMemory : Lines.Cause.NoDate;
            Oldest = OwedItems.Newest(Task, Desk.LocalOf(Meter));
            return item < 0 && Item < Oldest ? Absent : Later;
        }

        var back = item < 0 ? 0 : (long)N - (Item - item);
        return Probe(back <= _newerAt ? (_newerAt + _olderAt) / 2 : (int)back);
    }

    private int Probe(int n)
    {
        if (n <= _newerAt && _newerAt > 0)
        {
            // Between two neighbours there is nothing.
            Oldest = _newer;
            Cause = Lines.Cause.NotInMemory;
            return Absent;
        }

        N = n < 1 ? 1 : n > Task.Depth ? Task.Depth : n;
        _state = Finding;
        Cause = Lines.Cause.NotInMemory;
        return ++_probes > OwedLimits.ProbesMax ? Later : Going;
    }
}
