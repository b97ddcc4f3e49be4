namespace Wattline.Simulators.Meters.Relay;

/// <summary>A change of a meter's relay.</summary>
/// <param name="Micros">When, in microseconds since the start of the simulation.</param>
/// <param name="State">What it is from then on.</param>
/// <param name="Cause">Why.</param>
public readonly record struct MeterRelayMove(long Micros, RelayState State, RelayCause Cause);
