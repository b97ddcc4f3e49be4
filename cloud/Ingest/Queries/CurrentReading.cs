using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Queries;

/// <summary>A version of a reading, as a rule the current one.</summary>
/// <param name="Meter">Which meter.</param>
/// <param name="Obis">Which channel.</param>
/// <param name="Kind">What the value is.</param>
/// <param name="LengthS">Seconds that it covers; 0 for registers.</param>
/// <param name="Slot">Nominal time, Unix seconds.</param>
/// <param name="Value">What was shown; null when it is explained that there is nothing.</param>
/// <param name="Quality">Empty when valid; the reasons when there is no value.</param>
/// <param name="OffsetMs">Milliseconds from the slot to the answer.</param>
/// <param name="Version">Counts from 1 within the identity.</param>
/// <param name="Versions">How many there are of this identity.</param>
/// <param name="Values">How many of these have a value: more than one is a correction.</param>
/// <param name="IsCurrent">Whether this is the version that counts.</param>
public sealed record CurrentReading(
    string Meter, Obis Obis, ReadingKind Kind, int LengthS, long Slot, ExactDecimal? Value, QualitySet Quality, long OffsetMs, int Version, int Versions, int Values, bool IsCurrent);
