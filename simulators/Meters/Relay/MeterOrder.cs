namespace Wattline.Simulators.Meters.Relay;

/// <summary>An order of 1CH that reached a meter.</summary>
/// <param name="Micros">When.</param>
/// <param name="Command">N1.</param>
/// <param name="Error">0 when it was obeyed, else the error byte of the answer.</param>
public readonly record struct MeterOrder(long Micros, byte Command, byte Error);
