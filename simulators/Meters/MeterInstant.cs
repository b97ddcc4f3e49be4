namespace Wattline.Simulators.Meters;

/// <summary>What one phase, or the sum of all, measures at a moment.</summary>
/// <param name="VoltageTenths">0.1 V; 0 for the sum.</param>
/// <param name="CurrentMilliamperes">mA, rounded down; 0 for the sum.</param>
/// <param name="ActiveTenths">0.1 W.</param>
/// <param name="ReactiveTenths">0.1 var.</param>
/// <param name="ApparentTenths">0.1 VA.</param>
/// <param name="PowerFactorPermille">Thousandths.</param>
/// <param name="AngleTenths">0.1 degree between voltage and current.</param>
public readonly record struct MeterInstant(
    int VoltageTenths, int CurrentMilliamperes, int ActiveTenths, int ReactiveTenths, int ApparentTenths,
    int PowerFactorPermille, int AngleTenths);
