using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Wattline.Gateway.Mqtt;

/// <summary>A line of a credentials file: <c>name role pbkdf2-sha256$iterations$salt$hash [pattern ...]</c>, salt and hash in base64.</summary>
/// <param name="Identity">Who the line makes known.</param>
/// <param name="Iterations">Rounds of PBKDF2.</param>
/// <param name="Salt">Random bytes.</param>
/// <param name="Hash">PBKDF2-HMAC-SHA-256 (RFC 8018, 5.2) of the password.</param>
public sealed record CredentialLine(ClientIdentity Identity, int Iterations, ReadOnlyMemory<byte> Salt, ReadOnlyMemory<byte> Hash)
{
    /// <summary>For passwords that people choose (OWASP's order of magnitude for PBKDF2-SHA-256).</summary>
    public const int IterationsForPeople = 200_000;

    /// <summary>For random passwords of 128 bits and more, as devices have: there is nothing to guess, and thousands come at once after an outage.</summary>
    public const int IterationsForDevices = 1_000;

    private const string Scheme = "pbkdf2-sha256";
    private const int IterationsMax = 10_000_000;
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    /// <summary>Makes a line with fresh salt.</summary>
    public static string Make(string name, ClientRole role, string password, int iterations, params IReadOnlyList<string> patterns)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Derive(Encoding.UTF8.GetBytes(password), salt, iterations);
        var secret = string.Create(
            CultureInfo.InvariantCulture, $"{Scheme}${iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
        return string.Join(' ', [name, role == ClientRole.Device ? "device" : "operator", secret, .. patterns]);
    }

    /// <summary>Reads a line. Gives what is wrong with it, or null.</summary>
    public static string? TryParse(string text, out CredentialLine? line)
    {
        line = null;
        var parts = text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 3)
        {
            return "a name, a role and a password's hash are wanted";
        }
        if (parts[0].Length > 32 || !parts[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            return "the name is not 1 to 32 of A-Z a-z 0-9 - _";
        }
        var role = parts[1] switch { "device" => ClientRole.Device, "operator" => ClientRole.Operator, _ => ClientRole.None };
        if (role == ClientRole.None)
        {
            return "the role is neither device nor operator";
        }
        var secret = parts[2].Split('$');
        var (salt, hash) = (new byte[64], new byte[64]);
        if (secret.Length != 4 || secret[0] != Scheme
            || !int.TryParse(secret[1], NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < 1 or > IterationsMax
            || !Convert.TryFromBase64String(secret[2], salt, out var saltBytes) || saltBytes < 8
            || !Convert.TryFromBase64String(secret[3], hash, out var hashBytes) || hashBytes != HashBytes)
        {
            return $"the password's hash is not {Scheme}$iterations$salt$hash";
        }
        foreach (var pattern in parts[3..])
        {
            if (TopicRules.CheckFilter(Encoding.UTF8.GetBytes(pattern), out _) != CloseReason.None)
            {
                return "a pattern is no topic filter";
            }
        }
        line = new(new(parts[0], role, parts[3..]), iterations, salt.AsMemory(0, saltBytes), hash.AsMemory(0, hashBytes));
        return null;
    }

    /// <summary>Whether this is the password; takes the same time whatever is wrong with it.</summary>
    public bool Verify(ReadOnlySpan<byte> password) =>
        CryptographicOperations.FixedTimeEquals(Derive(password, Salt.Span, Iterations), Hash.Span);

    private static byte[] Derive(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA256, HashBytes);
}
