namespace Wattline.Gateway.Domain;

/// <summary>One meter in one slot; its values stand in <see cref="ReadingsMessage.ValuesOf"/>.</summary>
/// <param name="Meter">Which meter.</param>
/// <param name="Slot">Unix seconds: the nominal time.</param>
/// <param name="OffsetMs">Milliseconds from the slot to the answer.</param>
/// <param name="FromMeter">The time is the meter's own, not the concentrator's.</param>
/// <param name="Quality">Why values are missing or doubtful; empty when valid.</param>
/// <param name="FirstValue">Where its values start.</param>
/// <param name="ValueCount">How many there are.</param>
public readonly record struct ReadingEntry(MeterId Meter, long Slot, long OffsetMs, bool FromMeter, QualitySet Quality, int FirstValue, int ValueCount);
