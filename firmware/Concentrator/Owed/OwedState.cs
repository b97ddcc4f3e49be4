using Wattline.Firmware.Plans;
using Wattline.Firmware.Storage;

namespace Wattline.Firmware.Owed;

/// <summary>
/// How far each task of each meter is: the newest item up to which all are settled (read, or explained for good), or
/// how many occurrences were told. One number each, in memory and on the flash.
/// </summary>
internal sealed class OwedState
{
    /// <summary>Nothing is known of the task.</summary>
    public const int Unknown = int.MinValue;

    private const int HeadBytes = 4;

    private readonly int[] _first;
    private readonly int[] _settled;
    private readonly int[] _lost;
    private readonly byte[] _bytes;

    public OwedState(Plan plan)
    {
        Plan = plan;
        _first = new int[plan.Meters + 1];
        for (var meter = 0; meter < plan.Meters; meter++)
        {
            _first[meter + 1] = _first[meter] + plan.Template(meter).Tasks.Length;
        }

        _settled = new int[Count];
        _lost = new int[Count];
        _bytes = new byte[HeadBytes + (Count * 4)];
        for (var i = 0; i < Count; i++)
        {
            _settled[i] = Unknown;
            _lost[i] = int.MaxValue;
        }
    }

    public Plan Plan { get; }

    /// <summary>Tasks of all meters.</summary>
    public int Count => _first[Plan.Meters];

    /// <summary>True while something is not on the flash.</summary>
    public bool IsChanged { get; private set; }

    public int IndexOf(int meter, int task) => _first[meter] + task;

    public int Settled(int index) => _settled[index];

    public void Settle(int index, int item)
    {
        IsChanged |= _settled[index] != item;
        _settled[index] = item;
    }

    /// <summary>True while items that were read are lost, and wait to be read again.</summary>
    public bool HasLost { get; private set; }

    /// <summary>The journal gave up an item before anybody had it.</summary>
    public void Lose(int index, int item)
    {
        if (item < _lost[index] && item <= _settled[index])
        {
            _lost[index] = item;
            HasLost = true;
            IsChanged = true;
        }
    }

    /// <summary>What was lost is owed again, and what came behind it.</summary>
    public void OweAgain()
    {
        for (var i = 0; i < Count; i++)
        {
            _settled[i] = Kept(i);
            _lost[i] = int.MaxValue;
        }

        HasLost = false;
    }

    /// <summary>Takes over what another plan's tasks had settled, where meter and task are the same.</summary>
    public void Inherit(OwedState before)
    {
        for (var meter = 0; meter < Plan.Meters; meter++)
        {
            var same = before.Plan.IndexOf(Plan, meter);
            var tasks = Plan.Template(meter).Tasks;
            for (var task = 0; same >= 0 && task < tasks.Length; task++)
            {
                var old = before.Plan.Template(same).Tasks;
                for (var i = 0; i < old.Length; i++)
                {
                    if (IsSame(old[i], tasks[task]))
                    {
                        _settled[IndexOf(meter, task)] = before.Kept(before.IndexOf(same, i));
                    }
                }
            }
        }

        IsChanged = true;
    }

    /// <summary>Takes what the flash kept, if it is of this plan.</summary>
    public void Load(byte[] bytes)
    {
        if (bytes == null || bytes.Length != _bytes.Length || LittleEndian.Get(bytes, 0, HeadBytes) != Plan.Version)
        {
            return;
        }

        for (var i = 0; i < Count; i++)
        {
            _settled[i] = (int)LittleEndian.Get(bytes, HeadBytes + (i * 4), 4);
        }
    }

    /// <summary>The state as the flash keeps it.</summary>
    public byte[] Write()
    {
        LittleEndian.Put(_bytes, 0, HeadBytes, Plan.Version);
        for (var i = 0; i < Count; i++)
        {
            LittleEndian.Put(_bytes, HeadBytes + (i * 4), 4, Kept(i));
        }

        return _bytes;
    }

    /// <summary>What was written goes to the flash.</summary>
    public void Kept() => IsChanged = false;

    /// <summary>It refused.</summary>
    public void NotKept() => IsChanged = true;

    private int Kept(int index) => _lost[index] <= _settled[index] ? _lost[index] - 1 : _settled[index];

    private static bool IsSame(PlanTask left, PlanTask right) =>
        left.Type == right.Type && left.When == right.When && left.Reads.Length == right.Reads.Length
        && (left.Reads.Length == 0 || left.Reads[0].Identifier == right.Reads[0].Identifier);
}
