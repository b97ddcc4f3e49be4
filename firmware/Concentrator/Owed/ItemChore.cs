using Wattline.Firmware.Lines;
using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Owed;

/// <summary>
/// An item that has values: what it is, the n-th last, is asked before and after; the values are taken when two answers
/// agree, for a checksum of 8 bits lets one wrong frame in 256 through.
/// </summary>
internal abstract class ItemChore : Chore
{
    private const int Register = 0;
    private const int Freeze = 1;
    private const int Demand = 3;

    private readonly long[] _values = new long[PlanLimits.ChannelsMax];
    private readonly bool[] _has = new bool[PlanLimits.ChannelsMax];
    private int _read;
    private bool _second;
    private bool _differs;
    private int _differences;

    protected ItemChore(OwedLine line)
        : base(line)
    {
    }

    /// <summary>The n-th last.</summary>
    protected int N { get; set; }

    protected void BeginValues()
    {
        _read = 0;
        _second = false;
        _differs = false;
        _differences = 0;
    }

    /// <summary>Asks for the next values.</summary>
    protected void AskValues(long now)
    {
        Line.Read(Meter, Task.Reads[_read], Task.Reads[_read].Identifier + (uint)N, now);
    }

    /// <summary>Takes values.</summary>
    /// <returns>Done when all have been read twice and agree.</returns>
    protected int TakeValues(IMeterMaster master)
    {
        var read = Task.Reads[_read];
        if (!master.Fits)
        {
            Cause = Lines.Cause.Refused;
            return Absent;
        }

        for (var i = 0; i < read.Channels; i++)
        {
            var result = master.Value(i, out var value);
            if (result == MeterValue.Broken)
            {
                return Broken;
            }

            if (read.HasMoments && i % 2 == 1)
            {
                value += Desk.UnixOf(Meter, 0);
            }

            var place = read.FirstChannel + i;
            var has = result == MeterValue.Ok && (!read.HasMoments || i % 2 == 0 || _has[place - 1]);
            _differs |= _second && (has != _has[place] || (has && value != _values[place]));
            _has[place] = has;
            _values[place] = value;
        }

        if (_second && _differs)
        {
            _differs = false; // The next answer is held against this one.
            return ++_differences > OwedLimits.RetriesOfNoise ? Later : Broken;
        }

        _read += _second ? 1 : 0;
        _second = !_second;
        return _read == Task.Reads.Length ? Done : Going;
    }

    /// <summary>Journals the item.</summary>
    /// <param name="time">Seconds since 2000 of the meter's zone.</param>
    protected int Write(long time, long now)
    {
        var cause = Lines.Cause.Valid;
        for (var i = 0; i < Task.Channels; i++)
        {
            cause = _has[i] ? cause : Lines.Cause.NoValue;
        }

        return Desk.Writer.Add(
            Desk.Plan, KindOf(Task), TaskIndex, Desk.UnixOf(Meter, time), Meter, cause, Desk.OffsetOf(Meter), _values, _has, Task.Channels, now)
            ? Done : Blocked;
    }

    /// <summary>The kind of a task's readings (docs/uplink.md).</summary>
    public static int KindOf(PlanTask task) =>
        task.Type == TaskType.Demand ? Demand : task.IsDated ? Freeze : Register;
}
