using Wattline.Simulators.Meters.Load;

namespace Wattline.Simulators.Meters.Memory;

/// <summary>A load that draws nothing while the relay is open or the mains are away. Exact, and for any time up to the last change.</summary>
internal sealed class SuppliedLoad(LoadProfile load)
{
    private readonly List<Gap> _gaps = [];

    private readonly record struct Gap(long FromMicros, long UntilMicros, long Energy, long SkippedBefore);

    /// <summary>Nothing is drawn from a time on.</summary>
    public void Cut(long micros)
    {
        if (!IsCut(micros))
            _gaps.Add(new Gap(micros, long.MaxValue, load.EnergyWattMilliseconds(micros), Skipped(micros)));
    }

    /// <summary>The load draws again from a time on.</summary>
    public void Restore(long micros)
    {
        if (_gaps.Count > 0 && _gaps[^1].UntilMicros == long.MaxValue)
            _gaps[^1] = _gaps[^1] with { UntilMicros = micros };
    }

    /// <summary>Energy from the start to a time: watts times milliseconds.</summary>
    public long Energy(long micros) => load.EnergyWattMilliseconds(micros) - Skipped(micros);

    /// <summary>Power at a time, in watts.</summary>
    public int WattsAt(long micros) => IsCut(micros) ? 0 : load.WattsAt(micros);

    private bool IsCut(long micros) => Before(micros) is { } gap && micros < gap.UntilMicros;

    private long Skipped(long micros) => Before(micros) is { } gap
        ? gap.SkippedBefore + load.EnergyWattMilliseconds(Math.Min(micros, gap.UntilMicros)) - gap.Energy
        : 0;

    private Gap? Before(long micros)
    {
        for (var i = _gaps.Count - 1; i >= 0; i--)
            if (_gaps[i].FromMicros <= micros)
                return _gaps[i];
        return null;
    }
}
