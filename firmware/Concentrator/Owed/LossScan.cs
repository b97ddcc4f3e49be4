using Wattline.Firmware.Meters;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Owed;

/// <summary>
/// Readings that the journal gave up before anybody had them are owed again: the meters may still hold what they were. Slots are asked
/// of the load records, freezes and settlements as items; events need none of it, for the journal carries them.
/// </summary>
internal sealed class LossScan : ReadingScan
{
    private readonly Gaps _gaps;
    private readonly OwedState _state;

    public LossScan(Gaps gaps, OwedState state)
        : base(state.Plan)
    {
        _gaps = gaps;
        _state = state;
    }

    /// <summary>Something was given up that is not remembered on the flash yet.</summary>
    public bool HasNew { get; set; }

    /// <inheritdoc/>
    protected override bool Wants(long sequence)
    {
        HasNew = true;
        return true;
    }

    /// <inheritdoc/>
    protected override void Register(int meter, int cause, long slot) => _gaps.Miss(meter, slot, slot);

    /// <inheritdoc/>
    protected override void Item(int meter, int cause, long slot, int task, int step)
    {
        var tasks = _state.Plan.Template(meter).Tasks;
        if (step > 0)
        {
            _gaps.Miss(meter, slot, slot);
        }
        else if (task < tasks.Length && tasks[task].IsDated)
        {
            var local = slot - Dlt645Moment.Epoch + (_state.Plan.Zones[meter] * 60);
            _state.Lose(_state.IndexOf(meter, task), OwedItems.Newest(tasks[task], local));
        }
    }
}
