namespace Wattline.Simulators.Meters.Load;

/// <summary>
/// What a meter of any protocol measures of a <see cref="LoadProfile"/>, in whole small units. Phase A carries what
/// does not divide by the number of phases; the power factor is 0.950 whenever there is power.
/// </summary>
public sealed class MeteredLoad
{
    private const long WattHourWattMilliseconds = 3_600_000;

    private readonly LoadProfile _profile;
    private readonly int _phases;
    private readonly int _seed;
    private readonly long _startWattHours;

    /// <param name="profile">The power drawn.</param>
    /// <param name="phases">1 or 3.</param>
    /// <param name="seed">Of voltages and frequency.</param>
    /// <param name="startWattHours">What the register showed at the start.</param>
    public MeteredLoad(LoadProfile profile, int phases = 1, int seed = 0, long startWattHours = 0)
    {
        ArgumentNullException.ThrowIfNull(profile);
        (_profile, _phases, _seed, _startWattHours) = (profile, phases, seed, startWattHours);
    }

    /// <summary>1 or 3.</summary>
    public int Phases => _phases;

    /// <summary>Active energy drawn, Wh.</summary>
    public long WattHoursAt(long micros) => _startWattHours + (_profile.EnergyWattMilliseconds(micros) / WattHourWattMilliseconds);

    /// <summary>Active power, W; phase 0 is the sum.</summary>
    public int WattsAt(long micros, int phase = 0)
    {
        var total = _profile.WattsAt(micros);
        var share = total / _phases;
        return phase == 0 ? total : phase > _phases ? 0 : phase == 1 ? total - (share * (_phases - 1)) : share;
    }

    /// <summary>Reactive power, var.</summary>
    public int VarsAt(long micros, int phase = 0) => WattsAt(micros, phase) * 329 / 1000;

    /// <summary>Apparent power, VA.</summary>
    public int VoltAmperesAt(long micros, int phase = 0) => WattsAt(micros, phase) * 1053 / 1000;

    /// <summary>Voltage of a phase, mV; 0 for one that does not exist.</summary>
    public int MillivoltsAt(long micros, int phase) => phase < 1 || phase > _phases ? 0 : 230_000 + Wobble(micros, phase, 5_000);

    /// <summary>Current of a phase, mA.</summary>
    public int MilliamperesAt(long micros, int phase) =>
        MillivoltsAt(micros, phase) is > 0 and var volts ? (int)(VoltAmperesAt(micros, phase) * 1_000_000L / volts) : 0;

    /// <summary>Frequency, mHz.</summary>
    public int MillihertzAt(long micros) => 50_000 + Wobble(micros, 7, 40);

    /// <summary>Power factor, thousandths.</summary>
    public int PowerFactorAt(long micros, int phase = 0) => WattsAt(micros, phase) == 0 ? 1000 : 950;

    // A number for each second and place, the same whenever it is asked for.
    private int Wobble(long micros, int place, int range)
    {
        var mixed = unchecked(((ulong)(micros / 1_000_000) * 0x9E3779B97F4A7C15UL) + ((ulong)(uint)_seed * 0xC2B2AE3D27D4EB4FUL) + (ulong)place);
        mixed = unchecked((mixed ^ (mixed >> 31)) * 0xBF58476D1CE4E5B9UL);
        return (int)((mixed >> 33) % (ulong)((2 * range) + 1)) - range;
    }
}
