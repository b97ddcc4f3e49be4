using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Tokens;

namespace Wattline.Gateway.Uplinks.EventHubs;

/// <summary>
/// The token that somebody else keeps fresh in a file: a shared access signature, or a JSON web token. Read whenever one is needed. What
/// cannot be read is given as an empty token, which the hub refuses: then there is an alarm rather than silence.
/// </summary>
/// <param name="file">The file.</param>
public sealed class TokenFileProvider(string file) : ITokenProvider
{
    /// <summary>Bytes of a token: those of Microsoft Entra ID have some two thousand.</summary>
    private const int BytesMax = 16 * 1024;

    /// <summary>A token that does not say when it ends is looked at again after so long.</summary>
    private static readonly TimeSpan _otherwise = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public AccessToken? TryGet(string audience, DateTimeOffset utcNow)
    {
        var text = Read();
        return SasToken.Parse(text) is { } signature ? new AccessToken(text, AccessToken.SasType, signature.ExpiresAt) : new AccessToken(text, AccessToken.JwtType, EndOf(text) ?? utcNow + _otherwise);
    }

    private string Read()
    {
        try
        {
            using var stream = File.OpenRead(file);
            var bytes = new byte[BytesMax];
            return Encoding.UTF8.GetString(bytes, 0, stream.ReadAtLeast(bytes, BytesMax, throwOnEndOfStream: false)).Trim();
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>The claim exp (RFC 7519, 4.1.4) of the token's middle part.</summary>
    private static DateTimeOffset? EndOf(string token)
    {
        try
        {
            if (token.Split('.') is not [_, var claims, _]) return null;
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
            return json.RootElement.TryGetProperty("exp", out var end) && end.TryGetInt64(out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        }
        catch (Exception wrong) when (wrong is FormatException or JsonException or InvalidOperationException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
