namespace Wattline.Cloud.Metering.RegisterMaps;

/// <summary>One question: adjacent registers, and the values in its answer.</summary>
public sealed record RegisterRead(int Function, int Start, int Registers, IReadOnlyList<RegisterValue> Values);
