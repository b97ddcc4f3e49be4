using System.Security.Cryptography;
using System.Text;

namespace Wattline.Cloud.Portal.Access;

/// <summary>A token as settings may keep it: itself, or its hash, which opens nothing when it is read by somebody else.</summary>
internal static class TokenHash
{
    private const string Prefix = "sha256:";

    /// <summary>Whether a setting is a hash.</summary>
    public static bool IsHash(string setting) =>
        setting.StartsWith(Prefix, StringComparison.Ordinal) && setting.Length == Prefix.Length + (2 * SHA256.HashSizeInBytes) && setting.Skip(Prefix.Length).All(char.IsAsciiHexDigit);

    /// <summary>The hash to compare with; null for an empty setting.</summary>
    public static byte[]? Of(string setting) =>
        setting.Length == 0 ? null : IsHash(setting) ? Convert.FromHexString(setting.AsSpan(Prefix.Length)) : SHA256.HashData(Encoding.UTF8.GetBytes(setting));
}
