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
        _bytes = new byte[HeadBytes + (Count * 4)];
        for (var i = 0; i < Count; i++)
        {
            _settled[i] = Unknown;
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
                        _settled[IndexOf(meter, task)] = before._settled[before.IndexOf(same, i)];
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
            LittleEndian.Put(_bytes, HeadBytes + (i * 4), 4, _settled[i]);
        }

        return _bytes;
    }

    /// <summary>What was written is on the flash.</summary>
    public void Kept() => IsChanged = false;

    private static bool IsSame(PlanTask left, PlanTask right) =>
        left.Type == right.Type && left.When == right.When && left.Reads.Length == right.Reads.Length
        && (left.Reads.Length == 0 || left.Reads[0].Identifier == right.Reads[0].Identifier);
}
