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

    /// <summary>The protocol it speaks.</summary>
    public MeterProtocol Protocol { get; init; }

    /// <summary>
    /// Six digits by level (PA); null or empty: no password opens anything. There is none that every meter has.
    /// </summary>
    public IReadOnlyDictionary<byte, string>? Passwords { get; init; }

    /// <summary>Whether 1AH, 1CH and 14H are refused without the security module, as State Grid's meters do.</summary>
    public bool RefusesPlainOrders { get; init; }

    /// <summary>Seconds from a trip order to the relay's move, for the customer to hear the alarm.</summary>
    public int TripDelaySeconds { get; init; }

    /// <summary>Whether 1CH with N1 = 1C is obeyed.</summary>
    public bool ClosesDirectly { get; init; } = true;

    /// <summary>Midnights of an outage that are made up for when the mains are back.</summary>
    public int BackfillDays { get; init; } = 7;

    /// <summary>Day of the month of the first settlement day, 1 to 28.</summary>
    public int SettlementDay { get; init; } = 1;

    /// <summary>Hour of the settlement.</summary>
    public int SettlementHour { get; init; }

    /// <summary>Minutes from one record of the load profile to the next, 1 to 60.</summary>
    public int ProfileMinutes { get; init; } = 15;

    /// <summary>Records that the load profile keeps; forty days of quarter hours.</summary>
    public int ProfileDepth { get; init; } = 3840;

    /// <summary>Classes of the load profile that are recorded, bit 0 for class 1 (04 00 09 01).</summary>
    public byte ProfileClasses { get; init; } = 0x0B;

    /// <summary>Whether what was never recorded is answered with FF instead of "no such data".</summary>
    public bool SaysNoValue { get; init; }

    /// <summary>How the combined active energy is put together (04 00 06 01): forward and reverse added.</summary>
    public byte CombinedActive { get; init; } = 0x05;
}
