namespace Wattline.Cloud.Store.Leases;

/// <summary>A process that takes part in a pool, also while it holds nothing.</summary>
/// <param name="Name">Its name: another at every start of a process.</param>
/// <param name="Beat">Changes whenever it shows that it lives.</param>
public sealed record LeaseMember(string Name, long Beat);
