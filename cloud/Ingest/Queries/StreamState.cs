namespace Wattline.Cloud.Ingest.Queries;

/// <summary>A stream of a concentrator and what is known of it.</summary>
/// <param name="Concentrator">Whose.</param>
/// <param name="Epoch">16 hex digits, or <c>senml</c>.</param>
/// <param name="Stream">The stream's name.</param>
/// <param name="Messages">Stored messages.</param>
/// <param name="Highest">The highest stored sequence; 0 for SenML.</param>
/// <param name="Missing">Sequences up to the highest that are neither stored nor explained as lost.</param>
public sealed record StreamState(string Concentrator, string Epoch, string Stream, long Messages, long Highest, long Missing);
