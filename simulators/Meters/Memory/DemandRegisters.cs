namespace Wattline.Simulators.Meters.Memory;

/// <summary>
/// The greatest mean power of a sliding window since the last settlement, in all and by tariff, with the moment at which
/// it was measured. Worked out when it is asked for; a window never reaches back over a reset.
/// </summary>
internal sealed class DemandRegisters(SuppliedLoad load, MeterClock clock, TariffSchedule tariffs)
{
    private const long MinuteMicros = 60_000_000;

    private readonly SortedList<long, bool> _marks = [];
    private readonly Dictionary<long, MaxDemand[]> _kept = [];
    private MaxDemand[] _now = new MaxDemand[5];
    private long _since;
    private long _doneMicros;

    /// <summary>Length of the window, whole minutes.</summary>
    public int WindowMinutes { get; set; } = 15;

    /// <summary>Keeps what stands at a moment, and begins anew from there where it is a settlement.</summary>
    public void Mark(long micros, bool resets) => _marks[micros] = resets || (_marks.TryGetValue(micros, out var before) && before);

    /// <summary>What stood at a moment that was marked: the total, then tariffs 1 to 4.</summary>
    public IReadOnlyList<MaxDemand> At(long micros)
    {
        Extend(micros);
        return _kept.TryGetValue(micros, out var kept) ? kept : [.. _now];
    }

    /// <summary>Mean power of the last window, 0.1 W.</summary>
    public int Demand(long micros)
    {
        var from = Math.Max(0, micros - (WindowMinutes * MinuteMicros));
        return (int)((load.Energy(micros) - load.Energy(from)) * 10 / (WindowMinutes * 60_000L));
    }

    /// <summary>Works out all up to a time; before the clock is set, all before must be.</summary>
    public void Extend(long micros)
    {
        while (true)
        {
            var shown = clock.Shows(_doneMicros);
            var next = clock.WhenShows(new DateTime(shown.Ticks - (shown.Ticks % TimeSpan.TicksPerMinute)).AddMinutes(1));
            while (_marks.Count > 0 && _marks.GetKeyAtIndex(0) is var mark && mark <= micros && mark < next)
            {
                _kept[mark] = [.. _now];
                if (_marks.GetValueAtIndex(0))
                    (_now, _since) = (new MaxDemand[5], mark);
                _marks.RemoveAt(0);
            }
            if (next > micros)
                return;
            _doneMicros = next;
            if (next - (WindowMinutes * MinuteMicros) < _since)
                continue;
            var (demand, at) = (Demand(next), clock.Shows(next));
            Take(0, demand, at);
            Take(tariffs.TariffAt(at.TimeOfDay), demand, at);
        }
    }

    private void Take(int tariff, int tenths, DateTime at)
    {
        if (tenths > _now[tariff].Tenths)
            _now[tariff] = new MaxDemand(tenths, at);
    }
}
