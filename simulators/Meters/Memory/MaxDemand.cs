namespace Wattline.Simulators.Meters.Memory;

/// <summary>A maximum demand.</summary>
/// <param name="Tenths">0.1 W; 0 when there was none.</param>
/// <param name="At">What the clock showed at the end of its window; the default when there was none.</param>
public readonly record struct MaxDemand(int Tenths, DateTime At);
