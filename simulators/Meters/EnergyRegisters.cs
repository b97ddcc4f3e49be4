using Wattline.Simulators.Meters.Memory;

namespace Wattline.Simulators.Meters;

/// <summary>
/// The energy registers of a meter: exact energy by tariff, shown rounded down to 0.01 kWh and rolling over after
/// 999999.99. They answer for any time, also for the past, so that an oracle can ask later.
/// </summary>
internal sealed class EnergyRegisters(MeterSettings settings, SuppliedLoad load, MeterClock clock)
{
    private const long HundredthWattMilliseconds = 36_000_000;
    private const long Rollover = 100_000_000;

    private readonly List<Span> _spans = [];
    private readonly List<Cleared> _clears = [];
    private readonly long _totalStart = settings.StartHundredths.Sum();

    /// <summary>From when a tariff runs, and the energy of each tariff until then.</summary>
    private readonly record struct Span(long FromMicros, long UntilMicros, int Tariff, long Energy, long One, long Two, long Three, long Four)
    {
        public long Of(int tariff) => tariff switch { 1 => One, 2 => Two, 3 => Three, _ => Four };
    }

    /// <summary>When all was set to zero, and what had been drawn until then.</summary>
    private sealed record Cleared(long Micros, long[] Energies);

    /// <summary>What a register shows, in 0.01 of its unit.</summary>
    /// <param name="tariff">0 for the total, 1 to 4.</param>
    /// <param name="permille">How many thousandths of the forward active energy it counts.</param>
    /// <param name="hasStart">Whether it began with the stated start.</param>
    /// <param name="micros">When.</param>
    public long Shows(int tariff, int permille, bool hasStart, long micros)
    {
        var cleared = _clears.FindLast(clear => clear.Micros <= micros);
        var energy = (Int128)(Energy(tariff, micros) - (cleared?.Energies[tariff] ?? 0)) * permille / 1000;
        var start = !hasStart || cleared is not null ? 0 : tariff == 0 ? _totalStart : settings.StartHundredths[tariff - 1];
        return (long)((start + (energy / HundredthWattMilliseconds)) % Rollover);
    }

    /// <summary>Sets all to zero; what was shown before can still be asked for.</summary>
    public void Clear(long nowMicros) =>
        _clears.Add(new Cleared(nowMicros, [.. Enumerable.Range(0, 5).Select(tariff => Energy(tariff, nowMicros))]));

    /// <summary>Forgets the switches to come: the clock was set, or the load was cut or restored.</summary>
    public void Replan(long nowMicros)
    {
        if (_spans.Count == 0)
            return;
        while (_spans.Count > 1 && _spans[^1].FromMicros > nowMicros)
            _spans.RemoveAt(_spans.Count - 1);
        var last = _spans[^1];
        if (last.UntilMicros > nowMicros)
            _spans[^1] = last with { UntilMicros = nowMicros };
    }

    /// <summary>Makes the history reach a time; before the clock is set, all that went before must be fixed.</summary>
    public void Extend(long micros)
    {
        while (_spans.Count == 0 || _spans[^1].UntilMicros <= micros)
        {
            var from = _spans.Count == 0 ? 0 : _spans[^1].UntilMicros;
            var shown = clock.Shows(from);
            _spans.Add(new Span(
                from, clock.WhenShows(settings.Tariffs.NextSwitch(shown)), settings.Tariffs.TariffAt(shown.TimeOfDay),
                load.Energy(from), Before(1), Before(2), Before(3), Before(4)));

            long Before(int tariff) => _spans.Count == 0 ? 0 : EnergyIn(_spans[^1], tariff, from);
        }
    }

    private long Energy(int tariff, long micros)
    {
        if (tariff == 0)
            return load.Energy(micros);
        Extend(micros);
        int low = 0, high = _spans.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_spans[middle].FromMicros <= micros)
                low = middle;
            else
                high = middle - 1;
        }
        return EnergyIn(_spans[low], tariff, micros);
    }

    private long EnergyIn(Span span, int tariff, long micros) =>
        span.Of(tariff) + (span.Tariff == tariff ? load.Energy(micros) - span.Energy : 0);
}
