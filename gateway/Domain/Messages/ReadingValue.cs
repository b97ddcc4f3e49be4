namespace Wattline.Gateway.Domain;

/// <summary>One channel of one reading: what the register showed, or that there is nothing.</summary>
/// <param name="Obis">Which quantity.</param>
/// <param name="Value">What was shown; meaningless without <paramref name="HasValue"/>.</param>
/// <param name="HasValue">False when nothing was read.</param>
public readonly record struct ReadingValue(Obis Obis, ExactDecimal Value, bool HasValue);
