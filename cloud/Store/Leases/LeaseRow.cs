namespace Wattline.Cloud.Store.Leases;

/// <summary>A lease as the database has it.</summary>
/// <param name="Name">Its name, one of its pool.</param>
/// <param name="Holder">Which member holds it; null: nobody.</param>
/// <param name="Fence">The number of the last holder: each has a higher one.</param>
/// <param name="Beat">Changes whenever its holder shows that it lives.</param>
public sealed record LeaseRow(string Name, string? Holder, long Fence, long Beat);
