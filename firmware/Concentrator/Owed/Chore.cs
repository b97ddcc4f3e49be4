using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Owed;

/// <summary>One item of one meter's memory on its way: a few questions, one after the other.</summary>
internal abstract class Chore
{
    /// <summary>There is a next question.</summary>
    public const int Going = 0;

    /// <summary>The item is settled, and everything of it is journalled.</summary>
    public const int Done = 1;

    /// <summary>The answer is whole and cannot be believed: the question is asked again.</summary>
    public const int Broken = 2;

    /// <summary>The meter does not have the item yet, or cannot date it now.</summary>
    public const int Later = 3;

    /// <summary>The meter will never have the item: <see cref="Cause"/> says why.</summary>
    public const int Absent = 4;

    /// <summary>The flash took nothing.</summary>
    public const int Blocked = 5;

    protected Chore(OwedLine line)
    {
        Line = line;
    }

    /// <summary>Why the item is absent, or not to be had now (docs/uplink.md).</summary>
    public int Cause { get; protected set; }

    protected OwedLine Line { get; }

    protected OwedDesk Desk => Line.Desk;

    protected int Meter { get; private set; }

    protected int TaskIndex { get; private set; }

    protected PlanTask Task { get; private set; }

    protected int Item { get; private set; }

    public void Begin(int meter, int task, int item)
    {
        Meter = meter;
        TaskIndex = task;
        Task = Desk.Plan.Template(meter).Tasks[task];
        Item = item;
        Cause = Lines.Cause.Silent;
        Reset();
    }

    /// <summary>Sends the next question, or the same again.</summary>
    public abstract void Ask(long now);

    /// <summary>Takes the answer.</summary>
    /// <returns>Of this class's constants.</returns>
    public abstract int Answered(IMeterMaster master, long now);

    /// <summary>The meter refused the question twice.</summary>
    public abstract int Refused(long now);

    protected abstract void Reset();
}
