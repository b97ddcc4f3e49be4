namespace Wattline.Cloud.Metering.Validation;

/// <summary>Where a check of a template begins to doubt. 0 switches a check off.</summary>
public sealed record ValidationThresholds
{
    /// <summary>What holds where a template says nothing.</summary>
    public static readonly ValidationThresholds Default = new();

    /// <summary>A day's peak above its third-highest interval, in percent of that: 180 (Ontario MV-90, California DASMMD).</summary>
    public int SpikePercent { get; init; } = 180;

    /// <summary>A peak below so many watts is no spike: a kettle in an empty flat.</summary>
    public int SpikeWattsMin { get; init; } = 3_500;

    /// <summary>Hours of nothing at all that are doubted: a refrigerator uses something within a day; an empty flat does not, so it blocks no bill.</summary>
    public int ZeroRunHours { get; init; } = 48;

    /// <summary>Hours of the very same amount, other than nothing, that are doubted.</summary>
    public int StuckHours { get; init; } = 12;

    /// <summary>Watts that a point always uses at least; 0: none.</summary>
    public int LowWatts { get; init; }

    /// <summary>What an interval may exceed the connection by, in percent: fuses carry more for a while (IEC 60269-1: 1.45 times for an hour or more).</summary>
    public int HighPercent { get; init; } = 145;

    /// <summary>Days in a row with estimates that are too many.</summary>
    public int EstimatedDaysMax { get; init; } = 7;

    /// <summary>Volts of one phase, nominal: 220 in China, 230 elsewhere.</summary>
    public int NominalVolts { get; init; } = 220;

    /// <summary>Percent below nominal that are in order: 10 (GB/T 12325, single phase).</summary>
    public int VoltsBelowPercent { get; init; } = 10;

    /// <summary>Percent above nominal that are in order: 7 (GB/T 12325, single phase).</summary>
    public int VoltsAbovePercent { get; init; } = 7;

    /// <summary>Amperes that a meter can carry; 0: unknown.</summary>
    public int AmperesMax { get; init; }

    /// <summary>Which of them cannot be, and what would; null: none.</summary>
    public string? Fault() => this switch
    {
        { SpikePercent: < 0 or > 100_000 } => "spike_percent: 0 to 100000 is needed",
        { SpikeWattsMin: < 0 or > 100_000_000 } => "spike_watts_min: 0 to 100000000 is needed",
        { ZeroRunHours: < 0 or > 8_760 } => "zero_run_hours: 0 to 8760 is needed",
        { StuckHours: < 0 or > 8_760 } => "stuck_hours: 0 to 8760 is needed",
        { LowWatts: < 0 or > 100_000_000 } => "low_watts: 0 to 100000000 is needed",
        // A register's step is held against it too: 0 would let none be.
        { HighPercent: < 0 or > 10_000 } => "high_percent: 0 to 10000 is needed",
        { EstimatedDaysMax: < 0 or > 62 } => "estimated_days_max: 0 to 62 is needed",
        { NominalVolts: < 0 or > 1_000_000 } => "nominal_volts: 0 to 1000000 is needed",
        { VoltsBelowPercent: < 0 or > 100 } => "volts_below_percent: 0 to 100 is needed",
        { VoltsAbovePercent: < 0 or > 100 } => "volts_above_percent: 0 to 100 is needed",
        { AmperesMax: < 0 or > 1_000_000 } => "amperes_max: 0 to 1000000 is needed",
        _ => null,
    };
}
