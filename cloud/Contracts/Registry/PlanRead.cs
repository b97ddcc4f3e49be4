namespace Wattline.Cloud.Contracts;

/// <summary>One request to a meter.</summary>
/// <param name="Id">The identifier asked for: 8 hex digits, DI3 first; of other protocols 48 at most, as the protocol has it.</param>
/// <param name="Channels">The values that its answer holds, in order.</param>
public sealed record PlanRead(string Id, IReadOnlyList<PlanChannel> Channels);
