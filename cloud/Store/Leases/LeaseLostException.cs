namespace Wattline.Cloud.Store.Leases;

/// <summary>Another holds the lease, or nobody: the transaction is undone, and the work belongs to somebody else.</summary>
public sealed class LeaseLostException(LeaseGrant grant)
    : Exception($"{grant.Pool}/{grant.Name} is no longer {grant.Holder}'s with fence {grant.Fence}.")
{
    /// <summary>What was lost.</summary>
    public LeaseGrant Grant { get; } = grant;
}
