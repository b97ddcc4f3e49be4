namespace Wattline.Cloud.EventHubs.Client;

/// <summary>A hub as it says of itself.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="PartitionIds">Its partitions.</param>
public sealed record HubProperties(string Name, DateTimeOffset CreatedAt, IReadOnlyList<string> PartitionIds);
