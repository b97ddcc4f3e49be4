namespace Wattline.Simulators.Meters.Memory;

/// <summary>A moment whose values a meter keeps.</summary>
/// <param name="Stamp">What its clock showed, or the moment that it makes up for.</param>
/// <param name="Micros">When the values were taken, in microseconds since the start of the simulation.</param>
public readonly record struct MeterSnapshot(DateTime Stamp, long Micros);
