using System.Security.Cryptography;

namespace Wattline.Cloud.Metering.Registry;

/// <summary>The registry as one gateway sees it.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Json">The document of docs/cloudlink.md, UTF-8.</param>
public sealed record RegistrySnapshotText(long Version, ReadOnlyMemory<byte> Json)
{
    /// <summary>Says its content: a hash, so that it is never said of another.</summary>
    public string Tag => Convert.ToHexStringLower(SHA256.HashData(Json.Span));
}
