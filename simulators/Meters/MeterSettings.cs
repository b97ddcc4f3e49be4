namespace Wattline.Simulators.Meters;

/// <summary>What makes one simulated meter different from another.</summary>
public sealed record MeterSettings
{
    /// <summary>The communication address, 12 decimal digits.</summary>
    public required string Address { get; init; }

    /// <summary>Of voltages and frequency; not of the load.</summary>
    public int Seed { get; init; }

    /// <summary>1 or 3; a single-phase meter has no value for phases B and C.</summary>
    public int Phases { get; init; } = 1;

    /// <summary>What the tariff registers 1 to 4 showed at the start, in 0.01 kWh; the total showed their sum.</summary>
    public IReadOnlyList<long> StartHundredths { get; init; } = [0, 0, 0, 0];

    /// <summary>When the simulation starts.</summary>
    public DateTimeOffset Start { get; init; } = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What the meter's clock is set to beside UTC; China by default.</summary>
    public TimeSpan Zone { get; init; } = TimeSpan.FromHours(8);

    /// <summary>How far the meter's clock is ahead at the start.</summary>
    public TimeSpan ClockOffset { get; init; }

    /// <summary>Millionths by which the meter's clock runs fast; 6 is about 0.5 s a day.</summary>
    public int DriftPartsPerMillion { get; init; }

    /// <summary>Which tariff runs when.</summary>
    public TariffSchedule Tariffs { get; init; } = TariffSchedule.Default;

    /// <summary>FE bytes before an answer, 0 to 4.</summary>
    public int Preamble { get; init; } = 4;

    /// <summary>Data bytes of an answer, identifier included, above which it comes in parts; 5 to 200.</summary>
    public int DataBytesMax { get; init; } = MeterLimits.DataBytesMax;

    /// <summary>Impulses to the kWh and to the kvarh.</summary>
    public int Constant { get; init; } = 1200;
}
