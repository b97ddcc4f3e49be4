namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>What a partition holds.</summary>
/// <param name="IsEmpty">Whether it holds nothing; it may have.</param>
/// <param name="First">The number of the first event that is there; -1: none ever was.</param>
/// <param name="Last">The number of the last event, also when retention took it; -1: none ever was.</param>
public sealed record PartitionEnds(bool IsEmpty, long First, long Last);
