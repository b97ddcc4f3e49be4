namespace Wattline.Cloud.Store.Leases;

/// <summary>Does the work that leases stand for. Calls come one at a time; none of them may take long but <see cref="LetGoAsync"/>.</summary>
public interface ILeaseHolder
{
    /// <summary>A lease is this process's: work may begin.</summary>
    void Gained(LeaseGrant grant);

    /// <summary>A lease is to be given to another: ends the work in order; the lease goes when this ends.</summary>
    Task LetGoAsync(LeaseGrant grant);

    /// <summary>A lease is another's already: work under it can be given up, its transactions fail.</summary>
    void Lost(LeaseGrant grant);

    /// <summary>The database did not answer: nothing is known, and it is tried again.</summary>
    void Failed(Exception fault);
}
