using Wattline.Cloud.Ingest.Hubs;

namespace Wattline.Cloud.Portal.Api;

/// <summary>Hubs that are read here, as the API shows them.</summary>
/// <param name="Partitions">The partitions that this process holds; others may hold the rest.</param>
/// <param name="Troubles">Hubs that refuse, and partitions that are held up.</param>
public sealed record HubList(IReadOnlyList<PartitionState> Partitions, IReadOnlyList<string> Troubles);
