namespace Wattline.Cloud.Commands.Claims;

/// <summary>Which gateway holds a concentrator.</summary>
/// <param name="Concentrator">Which.</param>
/// <param name="Gateway">Who reported it last.</param>
/// <param name="Group">The gateways that share it; a gateway with its own front door is alone in its own.</param>
/// <param name="EvidenceMs">When the connection was made, or the message was received, that says so, Unix milliseconds.</param>
public sealed record Claim(string Concentrator, string Gateway, string Group, long EvidenceMs);
