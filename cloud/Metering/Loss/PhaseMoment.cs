namespace Wattline.Cloud.Metering.Loss;

/// <summary>Voltages and currents of three phases at a moment; null where a meter tells none.</summary>
internal readonly record struct PhaseMoment(decimal? V1, decimal? V2, decimal? V3, decimal? A1, decimal? A2, decimal? A3)
{
    /// <summary>The largest current.</summary>
    public decimal Most => Math.Max(A1 ?? 0, Math.Max(A2 ?? 0, A3 ?? 0));

    /// <summary>With one value more, by its OBIS group C: 31, 51, 71 currents, 32, 52, 72 voltages.</summary>
    public PhaseMoment With(byte quantity, decimal value) => quantity switch
    {
        31 => this with { A1 = value },
        51 => this with { A2 = value },
        71 => this with { A3 = value },
        32 => this with { V1 = value },
        52 => this with { V2 = value },
        72 => this with { V3 = value },
        _ => this,
    };

    /// <summary>A phase with voltage and no current, while another carries some.</summary>
    public bool HasDeadPhase(decimal volts, decimal nothing, decimal something) =>
        Most >= something && (IsDead(V1, A1, volts, nothing) || IsDead(V2, A2, volts, nothing) || IsDead(V3, A3, volts, nothing));

    private static bool IsDead(decimal? voltage, decimal? current, decimal volts, decimal nothing) => voltage >= volts && current < nothing;
}
