using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Wattline.Cloud.EventHubs.Tokens;

/// <summary>A shared access signature: who may do something to a resource until when.</summary>
/// <param name="Resource">The resource as it stands in the token, URL-encoded.</param>
/// <param name="Signature">The signature as it stands in the token.</param>
/// <param name="Expiry">Seconds since 1970, UTC, as text: it is signed as it is written.</param>
/// <param name="KeyName">The key that signed.</param>
public sealed record SasToken(string Resource, string Signature, string Expiry, string KeyName)
{
    private const string Prefix = "SharedAccessSignature ";

    /// <summary>Bytes of a token that are looked at: an address, a signature and a name.</summary>
    private const int CharactersMax = 4_096;

    /// <summary>When it ends.</summary>
    public DateTimeOffset ExpiresAt => long.TryParse(Expiry, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : DateTimeOffset.MinValue;

    /// <summary>The resource decoded.</summary>
    public string ResourceUri => Uri.UnescapeDataString(Resource);

    /// <summary>Makes a token.</summary>
    public static string Create(string resource, string keyName, string key, DateTimeOffset expiresAt)
    {
        string encoded = Uri.EscapeDataString(resource);
        string expiry = expiresAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return $"{Prefix}sr={encoded}&sig={Uri.EscapeDataString(Sign(encoded, expiry, key))}&se={expiry}&skn={Uri.EscapeDataString(keyName)}";
    }

    /// <summary>Takes a token apart; null when it is none.</summary>
    public static SasToken? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > CharactersMax || !text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }
        string? resource = null, signature = null, expiry = null, name = null;
        foreach (string part in text[Prefix.Length..].Split('&', StringSplitOptions.TrimEntries))
        {
            int at = part.IndexOf('=', StringComparison.Ordinal);
            if (at < 0)
            {
                return null;
            }
            string value = part[(at + 1)..];
            switch (part[..at])
            {
                case "sr":
                    resource = value;
                    break;
                case "sig":
                    signature = Uri.UnescapeDataString(value);
                    break;
                case "se":
                    expiry = value;
                    break;
                case "skn":
                    name = Uri.UnescapeDataString(value);
                    break;
                default:
                    break;
            }
        }
        return resource is null || signature is null || expiry is null || name is null ? null : new SasToken(resource, signature, expiry, name);
    }

    /// <summary>Whether a key made this token. Takes the same time whatever the signature.</summary>
    public bool IsSignedBy(string key) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Sign(Resource, Expiry, key)), Encoding.UTF8.GetBytes(Signature));

    private static string Sign(string resource, string expiry, string key) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes($"{resource}\n{expiry}")));
}
