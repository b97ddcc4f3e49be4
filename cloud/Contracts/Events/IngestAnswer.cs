namespace Wattline.Cloud.Contracts;

/// <summary>The cloud's answer to a batch, once every event of it is durable.</summary>
/// <param name="Stored">Events that were new.</param>
/// <param name="Duplicates">Events that were known.</param>
/// <param name="Quarantined">Events that were not understood, or whose identity had another hash; kept with the reason.</param>
public sealed record IngestAnswer(int Stored, int Duplicates, int Quarantined);
