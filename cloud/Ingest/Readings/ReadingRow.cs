using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Ingest.Readings;

/// <summary>One value of one identity, or an absence that is explained.</summary>
/// <param name="Series">Meter, channel, kind and length, by number.</param>
/// <param name="Slot">Unix seconds.</param>
/// <param name="Value">What was shown; null for an absence.</param>
/// <param name="Quality">The bits of a <see cref="QualitySet"/>.</param>
/// <param name="OffsetMs">Milliseconds from the slot to the answer.</param>
/// <param name="Source">The stream that told it.</param>
/// <param name="Sequence">The message of that stream.</param>
internal readonly record struct ReadingRow(long Series, long Slot, ExactDecimal? Value, long Quality, long OffsetMs, long Source, long Sequence)
{
    /// <summary>It was dated afterwards: where a value is known it is nothing.</summary>
    public bool Yields { get; init; }
}
