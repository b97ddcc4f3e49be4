using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Simulators.EventHub.Nodes;

/// <summary>JSON web tokens (RFC 7519) signed as RFC 7515 says.</summary>
internal static class WebToken
{
    /// <summary>Clocks of issuers and endpoints differ: as long before its time as Azure takes a token.</summary>
    private static readonly long _earlyMs = (long)TimeSpan.FromMinutes(5).TotalMilliseconds;

    /// <summary>Judges a token.</summary>
    /// <returns>Why it permits nothing; null when it does.</returns>
    public static string? Check(string token, IReadOnlyList<TokenIssuer> issuers, long utcNow, out AccessRights rights, out long until)
    {
        (rights, until) = (AccessRights.None, 0);
        string[] parts = token.Split('.');
        if (parts is not [var first, var second, var third])
        {
            return "InvalidToken: The token is neither a shared access signature nor a JSON web token.";
        }
        try
        {
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(first));
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(second));
            byte[] signature = Base64Url.DecodeFromChars(third);
            string? name = Text(claims.RootElement, "iss");
            var issuer = issuers.FirstOrDefault(known => known.Name == name);
            if (issuer is null || !issuer.IsSignerOf(Text(header.RootElement, "alg"), Encoding.ASCII.GetBytes($"{first}.{second}"), signature))
            {
                return "InvalidSignature: The token has an invalid signature, or its issuer is not trusted.";
            }
            if (!Audiences(claims.RootElement).Any(audience => audience?.TrimEnd('/') == issuer.Audience.TrimEnd('/')))
            {
                return "InvalidAudience: The token is for another service.";
            }
            (rights, until) = (issuer.Rights, Milliseconds(claims.RootElement, "exp") ?? 0);
            return until <= utcNow ? "ExpiredToken: The token is expired."
                : Milliseconds(claims.RootElement, "nbf") > utcNow + _earlyMs ? "InvalidToken: The token is not valid yet." : null;
        }
        catch (Exception broken) when (broken is FormatException or JsonException or InvalidOperationException)
        {
            return "InvalidToken: The token does not read.";
        }
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static IEnumerable<string?> Audiences(JsonElement claims) =>
        !claims.TryGetProperty("aud", out var audience) ? []
            : audience.ValueKind == JsonValueKind.Array ? audience.EnumerateArray().Select(one => one.GetString()) : [audience.GetString()];

    /// <summary>A numeric date, which may have a fraction (RFC 7519, 2).</summary>
    private static long? Milliseconds(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) ? (long)Math.Clamp(value.GetDouble() * 1_000, 0, long.MaxValue / 2.0) : null;
}
