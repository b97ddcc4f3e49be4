using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Wattline.Gateway.Mqtt;

/// <summary>A line of a token keys file: <c>id HS256 base64</c>, or <c>id ES256 base64</c> of a P-256 key's SubjectPublicKeyInfo.</summary>
public sealed class TokenKey
{
    private const int SecretBytesMin = 32;

    private readonly Lock _lock = new();
    private readonly byte[]? _secret;
    private readonly ECDsa? _curve;

    private TokenKey(string id, byte[]? secret, ECDsa? curve) => (Id, _secret, _curve) = (id, secret, curve);

    /// <summary>What a token's header calls it (kid).</summary>
    public string Id { get; }

    /// <summary>The only algorithm it is for (RFC 8725, 3.1).</summary>
    public string Algorithm => _secret is null ? "ES256" : "HS256";

    /// <summary>Makes a line with a fresh secret.</summary>
    public static string Make(string id) => $"{id} HS256 {Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytesMin))}";

    /// <summary>Reads a line. Gives what is wrong with it, or null.</summary>
    public static string? TryParse(string text, out TokenKey? key)
    {
        ArgumentNullException.ThrowIfNull(text);
        key = null;
        var parts = text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 3 || !ClientNames.IsValid(parts[0]))
        {
            return "an id, an algorithm and a key are wanted";
        }
        var bytes = new byte[parts[2].Length];
        if (!Convert.TryFromBase64String(parts[2], bytes, out var length))
        {
            return "the key is not base64";
        }
        switch (parts[1])
        {
            case "HS256" when length >= SecretBytesMin:
                key = new(parts[0], bytes[..length], null);
                return null;
            case "HS256":
                return $"the key has less than {SecretBytesMin} bytes (RFC 7518, 3.2)";
            case "ES256":
                try
                {
                    var curve = ECDsa.Create();
                    curve.ImportSubjectPublicKeyInfo(bytes.AsSpan(0, length), out _);
                    key = curve.KeySize == 256 ? new(parts[0], null, curve) : null;
                }
                catch (CryptographicException)
                {
                    // Said below.
                }
                return key is null ? "the key is no public key of P-256" : null;
            default:
                return "the algorithm is neither HS256 nor ES256";
        }
    }

    /// <summary>Whether a signature is this key's (RFC 7515, 5.2).</summary>
    public bool Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        if (_secret is not null)
        {
            return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_secret, content), signature);
        }
        lock (_lock)
        {
            return signature.Length == 64 && _curve!.VerifyData(content, signature, HashAlgorithmName.SHA256);
        }
    }

    /// <summary>A token for a device, signed by a secret.</summary>
    /// <exception cref="InvalidOperationException">This is a public key.</exception>
    public string Sign(string subject, DateTimeOffset from, DateTimeOffset until)
    {
        var header = Encode($$"""{"alg":"HS256","typ":"JWT","kid":"{{JsonEncodedText.Encode(Id)}}"}""");
        var claims = Encode($$"""{"sub":"{{JsonEncodedText.Encode(subject)}}","nbf":{{from.ToUnixTimeSeconds()}},"exp":{{until.ToUnixTimeSeconds()}}}""");
        var signed = $"{header}.{claims}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(_secret ?? throw new InvalidOperationException("A public key signs nothing."), Encoding.ASCII.GetBytes(signed)))}";

        static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
    }
}
