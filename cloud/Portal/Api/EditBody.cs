namespace Wattline.Cloud.Portal.Api;

/// <summary>An edit of an interval.</summary>
/// <param name="Version">The version that was seen.</param>
/// <param name="Amount">What it is to be: an exact decimal as text.</param>
/// <param name="Why">Why.</param>
public sealed record EditBody(int Version, string Amount, string Why);
