namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>A hub as it says of itself.</summary>
/// <param name="CreatedAt">When it was made: one made anew under the same name has other offsets.</param>
/// <param name="Partitions">Its partitions.</param>
public sealed record HubShape(DateTimeOffset CreatedAt, IReadOnlyList<string> Partitions);
