using System.Security.Cryptography;
using System.Text;

namespace Wattline.Gateway.Host.Http;

/// <summary>
/// Operators' tokens, known by their SHA-256. Tokens are random (256 bits): there is nothing to guess that slow hashing would make dear.
/// </summary>
internal sealed class OperatorTokens
{
    private const string Scheme = "Bearer ";
    private const int TokenCharsMax = 256;

    private readonly IReadOnlyList<byte[]> _hashes;

    private OperatorTokens(IReadOnlyList<byte[]> hashes) => _hashes = hashes;

    /// <summary>Makes a fresh token.</summary>
    public static string Make() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of a token.</summary>
    public static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Reads a file: a hash in hex on each line, and behind it whose it is; empty lines and lines that begin with # are left out.</summary>
    /// <returns>Null with what is wrong.</returns>
    public static OperatorTokens? TryRead(string file, out string? fault)
    {
        fault = null;
        var hashes = new List<byte[]>();
        try
        {
            var lines = File.ReadAllLines(file);
            for (var i = 0; i < lines.Length; i++)
            {
                var text = lines[i].Trim().Split(' ', '\t')[0];
                if (text.Length == 0 || text[0] == '#') continue;
                if (text.Length != 2 * SHA256.HashSizeInBytes || !text.All(char.IsAsciiHexDigit))
                {
                    fault = $"{file}, line {i + 1}: is no SHA-256 in hex";
                    return null;
                }
                hashes.Add(Convert.FromHexString(text));
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            fault = $"{file} cannot be read";
            return null;
        }
        if (hashes.Count == 0) fault = $"{file} has no token";
        return fault is null ? new(hashes) : null;
    }

    /// <summary>Whether an Authorization header shows one of them; looks at all, whichever it is.</summary>
    public bool Knows(string? authorization)
    {
        if (authorization is null || authorization.Length > TokenCharsMax || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return false;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()));
        return _hashes.Aggregate(false, (known, one) => known | CryptographicOperations.FixedTimeEquals(one, hash));
    }
}
