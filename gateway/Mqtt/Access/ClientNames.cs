using System.Diagnostics.CodeAnalysis;

namespace Wattline.Gateway.Mqtt;

/// <summary>The alphabet of accounts and concentrators: 1 to 32 of A-Z a-z 0-9 - _ (docs/uplink.md, topics).</summary>
public static class ClientNames
{
    /// <summary>Characters of a name at most.</summary>
    public const int CharsMax = 32;

    /// <summary>Whether a text is a name.</summary>
    public static bool IsValid([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= CharsMax } && text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
