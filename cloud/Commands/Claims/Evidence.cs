namespace Wattline.Cloud.Commands.Claims;

/// <summary>Why a gateway may hold a concentrator.</summary>
/// <param name="Concentrator">Which.</param>
/// <param name="AtMs">Since when it is connected, or when it was heard, Unix milliseconds.</param>
public readonly record struct Evidence(string Concentrator, long AtMs);
