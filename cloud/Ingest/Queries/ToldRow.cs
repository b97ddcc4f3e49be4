using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Queries;

/// <summary>The version of a reading that counts, with when it came.</summary>
/// <param name="Meter">Which meter.</param>
/// <param name="Obis">Which channel.</param>
/// <param name="Kind">What it is.</param>
/// <param name="LengthS">Seconds that it covers.</param>
/// <param name="Slot">Its nominal time, Unix seconds.</param>
/// <param name="Value">What was shown; null for an absence.</param>
/// <param name="Quality">Its codes, or the reasons of the absence.</param>
/// <param name="ReceivedMs">When a gateway received it, Unix milliseconds; 0 when that is not known.</param>
public readonly record struct ToldRow(string Meter, Obis Obis, ReadingKind Kind, int LengthS, long Slot, ExactDecimal? Value, QualitySet Quality, long ReceivedMs);
