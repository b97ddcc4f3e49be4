namespace Wattline.Cloud.Contracts;

/// <summary>The registry as a gateway needs it (docs/cloudlink.md, registry).</summary>
/// <param name="Version">Grows with every change; the ETag.</param>
/// <param name="Plans">Every plan version that a journal may still refer to.</param>
public sealed record RegistrySnapshot(long Version, IReadOnlyList<PlanVersion> Plans);
