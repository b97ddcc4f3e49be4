namespace Wattline.Gateway.Runtime.Registry;

/// <summary>One question to a meter.</summary>
/// <param name="Identifier">The data identifier, DI3 most significant; 0 where there is a tag.</param>
/// <param name="Channels">The values that its answer holds, in order.</param>
/// <param name="Tag">What is asked for where the protocol's identifiers are byte strings; null else.</param>
public sealed record Request(uint Identifier, IReadOnlyList<Channel> Channels, byte[]? Tag = null);
