namespace Wattline.Gateway.Runtime.Registry;

/// <summary>One question to a meter.</summary>
/// <param name="Identifier">The data identifier, DI3 most significant.</param>
/// <param name="Channels">The values that its answer holds, in order.</param>
public sealed record Request(uint Identifier, IReadOnlyList<Channel> Channels);
