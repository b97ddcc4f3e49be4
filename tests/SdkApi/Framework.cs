using Microsoft.CodeAnalysis;

namespace Wattline.Tests.SdkApi;

/// <summary>What an adapter may use beside its SDK: .NET, and our own assemblies, as this process has them.</summary>
internal static class Framework
{
    public static IReadOnlyList<MetadataReference> References { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(static file => !Path.GetFileName(file).StartsWith("Wattline.Tests.", StringComparison.Ordinal))
            .Select(static file => MetadataReference.CreateFromFile(file)),
    ];
}
