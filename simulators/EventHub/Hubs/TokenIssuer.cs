using System.Security.Cryptography;

namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>Somebody whose JSON web tokens are trusted, as Azure trusts those of Microsoft Entra ID.</summary>
public sealed class TokenIssuer
{
    private readonly RSA? _rsa;
    private readonly ECDsa? _ec;

    private TokenIssuer(string name, AccessRights rights, RSA? rsa, ECDsa? ec) => (Name, Rights, _rsa, _ec) = (name, rights, rsa, ec);

    /// <summary>The issuer as it stands in the token's <c>iss</c>.</summary>
    public string Name { get; }

    /// <summary>What its tokens permit. In Azure roles say so, which do not stand in the token.</summary>
    public AccessRights Rights { get; }

    /// <summary>The audience that <c>aud</c> must name, with or without a slash behind it: what Azure.Identity asks for.</summary>
    public string Audience { get; init; } = "https://eventhubs.azure.net";

    /// <summary>Makes one of a public key, RSA or P-256, as PEM.</summary>
    /// <returns>Null when the text is no such key.</returns>
    public static TokenIssuer? FromPem(string name, string pem, AccessRights rights = AccessRights.Manage)
    {
        var rsa = RSA.Create();
        var ec = ECDsa.Create();
        if (Imports(rsa, pem))
        {
            return new TokenIssuer(name, rights, rsa, null);
        }
        return Imports(ec, pem) && ec.KeySize == 256 ? new TokenIssuer(name, rights, null, ec) : null;
    }

    /// <summary>Whether it signed (RFC 7518, 3.3 to 3.5).</summary>
    /// <param name="algorithm">The header's <c>alg</c>: RS256, PS256 or ES256, and only those of the issuer's kind of key.</param>
    /// <param name="content">What is signed.</param>
    /// <param name="signature">The signature.</param>
    public bool IsSignerOf(string? algorithm, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature) => (algorithm, _rsa, _ec) switch
    {
        ("RS256", { } rsa, _) => rsa.VerifyData(content, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        ("PS256", { } rsa, _) => rsa.VerifyData(content, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        ("ES256", _, { } ec) => ec.VerifyData(content, signature, HashAlgorithmName.SHA256),
        _ => false,
    };

    private static bool Imports(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            return true;
        }
        catch (Exception broken) when (broken is ArgumentException or CryptographicException)
        {
            return false;
        }
    }
}
