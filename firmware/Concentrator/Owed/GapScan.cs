using Wattline.Firmware.Lines;
using Wattline.Firmware.Plans;

namespace Wattline.Firmware.Owed;

/// <summary>
/// Learns after a start, from the journal's entries that are younger than the gaps on the flash, which slots were missed and which were
/// read from load records since.
/// </summary>
internal sealed class GapScan : ReadingScan
{
    private readonly Gaps _gaps;
    private readonly long _from;

    public GapScan(Gaps gaps, Plan plan)
        : base(plan)
    {
        _gaps = gaps;
        _from = gaps.Known;
    }

    /// <summary>True when values are missing that the line lost, not the meter.</summary>
    public static bool IsMissed(int cause) => cause is not (Cause.Valid or Cause.Refused or Cause.NoValue);

    /// <inheritdoc/>
    protected override bool Wants(long sequence)
    {
        if (sequence <= _from)
        {
            return false;
        }

        _gaps.Known = sequence;
        return true;
    }

    /// <inheritdoc/>
    protected override void Register(int meter, int cause, long slot)
    {
        if (IsMissed(cause))
        {
            _gaps.Miss(meter, slot, slot);
        }
    }

    /// <inheritdoc/>
    protected override void Item(int meter, int cause, long slot, int task, int step)
    {
        if (step > 0 && cause != Cause.NoDate)
        {
            _gaps.Settle(meter, (int)((slot - Meters.Dlt645Moment.Epoch) / 60), step / 60);
        }
    }
}
