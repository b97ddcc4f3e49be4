using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>A value of a telegram.</summary>
/// <param name="Obis">Which quantity; 0-n:24.2.x of the n-th meter behind.</param>
/// <param name="Value">What was shown.</param>
/// <param name="Unit">In which unit.</param>
/// <param name="At">When a meter behind was read, Unix seconds; null for the electricity meter, whose time is the telegram's.</param>
public sealed record P1Value(Obis Obis, ExactDecimal Value, Unit Unit, long? At);
