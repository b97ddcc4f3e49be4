namespace Wattline.Cloud.Store.Leases;

/// <summary>A pool at one moment.</summary>
/// <param name="Leases">All its leases.</param>
/// <param name="Members">All members that were not forgotten.</param>
public sealed record LeaseSnapshot(IReadOnlyList<LeaseRow> Leases, IReadOnlyList<LeaseMember> Members);
