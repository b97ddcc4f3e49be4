namespace Wattline.Cloud.Store.Leases;

/// <summary>What a member wants done about a pool.</summary>
/// <param name="Renew">Leases that it holds.</param>
/// <param name="Claim">Leases to take, as they were seen: only if they are still so.</param>
/// <param name="LetGo">Leases of its own to give back once their work has stopped: others have less than their share.</param>
/// <param name="Forget">Members that are dead, as they were seen.</param>
public sealed record LeaseMoves(IReadOnlyList<LeaseRow> Renew, IReadOnlyList<LeaseRow> Claim, IReadOnlyList<LeaseRow> LetGo, IReadOnlyList<LeaseMember> Forget);
