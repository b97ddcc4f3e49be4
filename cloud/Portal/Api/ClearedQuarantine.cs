namespace Wattline.Cloud.Portal.Api;

/// <summary>What was cleared.</summary>
/// <param name="Cleared">Events that are no longer in quarantine.</param>
public sealed record ClearedQuarantine(int Cleared);
