using Wattline.Cloud.Contracts;

namespace Wattline.Gateway.Uplinks.Link;

/// <summary>A command that the gateway has taken.</summary>
/// <param name="Command">It.</param>
/// <param name="Given">Whether it was given to the concentrator's session.</param>
/// <param name="Outcome">What became of it; null while that is open.</param>
internal sealed record OutboxEntry(LinkCommand Command, bool Given, LinkOutcomeState? Outcome);
