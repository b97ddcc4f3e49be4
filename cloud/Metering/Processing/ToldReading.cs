using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Metering.Processing;

/// <summary>The current version of a reading, as ingestion stored it.</summary>
/// <param name="Meter">Which meter.</param>
/// <param name="Obis">Which channel.</param>
/// <param name="Kind">What it is.</param>
/// <param name="LengthS">Seconds that it covers; 0 for registers and freezes.</param>
/// <param name="Slot">Its nominal time, Unix seconds.</param>
/// <param name="Value">What was shown; null for an absence.</param>
/// <param name="Quality">Its codes, or the reasons of the absence.</param>
/// <param name="ReceivedMs">When a gateway received it, Unix milliseconds.</param>
public readonly record struct ToldReading(
    string Meter, Obis Obis, ReadingKind Kind, int LengthS, long Slot, ExactDecimal? Value, QualitySet Quality, long ReceivedMs);
