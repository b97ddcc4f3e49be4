namespace Wattline.Cloud.Commands.Link;

/// <summary>A registry as JSON, and the tag that says its content.</summary>
/// <param name="Tag">E.g. a hash.</param>
/// <param name="Json">UTF-8.</param>
public sealed record RegistryDocument(string Tag, ReadOnlyMemory<byte> Json);
