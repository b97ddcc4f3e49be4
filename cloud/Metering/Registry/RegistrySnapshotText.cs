namespace Wattline.Cloud.Metering.Registry;

/// <summary>The registry as one gateway sees it.</summary>
/// <param name="Version">Its version: another content has another version.</param>
/// <param name="Json">The document of docs/cloudlink.md, UTF-8.</param>
public sealed record RegistrySnapshotText(long Version, ReadOnlyMemory<byte> Json)
{
    /// <summary>The entity tag (RFC 9110, 8.8.3).</summary>
    public string ETag => ETagOf(Version);

    /// <summary>The entity tag of a version.</summary>
    public static string ETagOf(long version) => $"\"{version}\"";
}
