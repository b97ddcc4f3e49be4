namespace Wattline.Simulators.Meters.Load;

/// <summary>
/// Active power drawn, constant within each minute, from the start of the simulation on; the profile repeats when
/// it has ended. Energy is exact: whole watts and integers throughout.
/// </summary>
public sealed partial class LoadProfile
{
    private const long MinuteMicros = 60_000_000, MinuteMilliseconds = 60_000;

    // Sum of the watts of all minutes before; one more entry than there are minutes.
    private readonly long[] _wattMinutes;

    /// <summary>A profile of whole watts.</summary>
    /// <param name="watts">One value a minute, 0 to <see cref="MeterLimits.WattsMax"/>; at least one.</param>
    public LoadProfile(ReadOnlySpan<int> watts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(watts.Length);
        _wattMinutes = new long[watts.Length + 1];
        for (var minute = 0; minute < watts.Length; minute++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(watts[minute]);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(watts[minute], MeterLimits.WattsMax);
            _wattMinutes[minute + 1] = _wattMinutes[minute] + watts[minute];
        }
    }

    /// <summary>Minutes until it repeats.</summary>
    public int Minutes => _wattMinutes.Length - 1;

    /// <summary>Power in watts at a time in microseconds since the start.</summary>
    public int WattsAt(long micros)
    {
        var minute = (int)(micros / MinuteMicros % Minutes);
        return (int)(_wattMinutes[minute + 1] - _wattMinutes[minute]);
    }

    /// <summary>
    /// Energy from the start to a time in microseconds: watts times milliseconds, rounded down (3,600,000,000 to
    /// the kWh). Takes the same short time for any moment.
    /// </summary>
    public long EnergyWattMilliseconds(long micros)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(micros);
        var (cycles, minute) = Math.DivRem(micros / MinuteMicros, Minutes);
        var before = (cycles * _wattMinutes[^1]) + _wattMinutes[minute];
        return (before * MinuteMilliseconds) + (WattsAt(micros) * (micros % MinuteMicros) / 1000);
    }
}
