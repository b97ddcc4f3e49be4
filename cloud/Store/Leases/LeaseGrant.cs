namespace Wattline.Cloud.Store.Leases;

/// <summary>The right to work at something until another has a higher fence. It is worth what <see cref="LeaseRows.Hold"/> says of it inside the transaction that writes.</summary>
/// <param name="Pool">The pool.</param>
/// <param name="Name">The lease.</param>
/// <param name="Holder">Who holds it.</param>
/// <param name="Fence">The holder's number: 1 or more, higher than that of any holder before.</param>
public sealed record LeaseGrant(string Pool, string Name, string Holder, long Fence);
