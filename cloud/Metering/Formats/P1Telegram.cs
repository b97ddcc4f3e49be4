using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Formats;

/// <summary>What a customer port (P1, DSMR and its relatives) told at a moment.</summary>
/// <param name="Identification">The line behind the slash.</param>
/// <param name="At">The meter's own time, Unix seconds; null where the telegram has none: then it is when it was received.</param>
/// <param name="Values">What it and the meters behind it (gas, heat, water) showed.</param>
public sealed record P1Telegram(string Identification, long? At, IReadOnlyList<P1Value> Values);
