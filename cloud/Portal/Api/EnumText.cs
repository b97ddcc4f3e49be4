namespace Wattline.Cloud.Portal.Api;

/// <summary>Names of values as the API writes them.</summary>
internal static class EnumText
{
#pragma warning disable CA1308 // The API writes lower case.
    public static string Of<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
#pragma warning restore CA1308
}
