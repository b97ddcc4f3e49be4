namespace Wattline.Simulators.Meters;

/// <summary>What the forward active energy registers show, in 0.01 kWh.</summary>
/// <param name="Total">All tariffs.</param>
/// <param name="Sharp">Tariff 1.</param>
/// <param name="Peak">Tariff 2.</param>
/// <param name="Flat">Tariff 3.</param>
/// <param name="Valley">Tariff 4.</param>
public readonly record struct MeterRegisters(long Total, long Sharp, long Peak, long Flat, long Valley);
