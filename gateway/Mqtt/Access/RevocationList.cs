using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wattline.Gateway.Mqtt;

/// <summary>A complete revocation list of one authority (RFC 5280, 5), its signature checked.</summary>
internal sealed class RevocationList
{
    private const string KeyIdentifierExtension = "2.5.29.35";

    private readonly HashSet<string> _serials;

    private RevocationList(string issuerKey, string issuer, DateTimeOffset? nextUpdate, HashSet<string> serials) =>
        (IssuerKey, Issuer, NextUpdate, _serials) = (issuerKey, issuer, nextUpdate, serials);

    /// <summary>The key that signed it: <see cref="KeyOf"/>.</summary>
    public string IssuerKey { get; }

    /// <summary>The authority's subject.</summary>
    public string Issuer { get; }

    /// <summary>When a newer one should have come; null when it does not say.</summary>
    public DateTimeOffset? NextUpdate { get; }

    /// <summary>Certificates on the list.</summary>
    public int Count => _serials.Count;

    /// <summary>A key's name: SHA-256 of its SubjectPublicKeyInfo, hex. Two authorities may have one name; never one key.</summary>
    public static string KeyOf(X509Certificate2 certificate) =>
        Convert.ToHexString(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));

    /// <summary>Whether a serial number (hex) is on it.</summary>
    public bool Holds(string serial) => _serials.Contains(serial);

    /// <summary>Reads a list, DER. Gives what is wrong with it, or null.</summary>
    public static string? TryRead(ReadOnlyMemory<byte> der, IEnumerable<X509Certificate2> authorities, out RevocationList? list)
    {
        list = null;
        try
        {
            var whole = new AsnReader(der, AsnEncodingRules.DER);
            var outer = whole.ReadSequence();
            whole.ThrowIfNotEmpty();
            var signed = outer.PeekEncodedValue();
            var fields = outer.ReadSequence();
            var algorithm = outer.ReadSequence().ReadObjectIdentifier();
            var signature = outer.ReadBitString(out _);
            outer.ThrowIfNotEmpty();

            if (fields.PeekTag().HasSameClassAndValue(Asn1Tag.Integer))
            {
                fields.ReadInteger();
            }
            fields.ReadSequence(); // The algorithm again.
            var issuer = fields.ReadEncodedValue();
            ReadTime(fields);
            DateTimeOffset? nextUpdate = fields.HasData && IsTime(fields.PeekTag()) ? ReadTime(fields) : null;
            var serials = new HashSet<string>(StringComparer.Ordinal);
            if (fields.HasData && fields.PeekTag().HasSameClassAndValue(Asn1Tag.Sequence))
            {
                var entries = fields.ReadSequence();
                while (entries.HasData)
                {
                    serials.Add(Convert.ToHexString(entries.ReadSequence().ReadIntegerBytes().Span));
                }
            }
            if (HasUnknownCritical(fields))
            {
                return "it is not a complete list (a critical extension that is not known here)";
            }
            var authority = authorities.FirstOrDefault(one =>
                one.SubjectName.RawData.AsSpan().SequenceEqual(issuer.Span) && Verifies(one, algorithm, signed.Span, signature));
            if (authority is null)
            {
                return "no authority given has signed it";
            }
            list = new(KeyOf(authority), authority.Subject, nextUpdate, serials);
            return null;
        }
        catch (Exception error) when (error is AsnContentException or CryptographicException)
        {
            return "it is no revocation list";
        }
    }

    private static bool IsTime(Asn1Tag tag) => tag.HasSameClassAndValue(Asn1Tag.UtcTime) || tag.HasSameClassAndValue(Asn1Tag.GeneralizedTime);

    private static DateTimeOffset ReadTime(AsnReader reader) =>
        reader.PeekTag().HasSameClassAndValue(Asn1Tag.UtcTime) ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    private static bool HasUnknownCritical(AsnReader fields)
    {
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0);
        if (!fields.HasData || !fields.PeekTag().HasSameClassAndValue(tag))
        {
            return false;
        }
        var extensions = fields.ReadSequence(tag).ReadSequence();
        while (extensions.HasData)
        {
            var extension = extensions.ReadSequence();
            var id = extension.ReadObjectIdentifier();
            if (extension.PeekTag().HasSameClassAndValue(Asn1Tag.Boolean) && extension.ReadBoolean() && id != KeyIdentifierExtension)
            {
                return true;
            }
        }
        return false;
    }

    private static bool Verifies(X509Certificate2 authority, string algorithm, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        var hash = algorithm switch
        {
            "1.2.840.10045.4.3.2" or "1.2.840.113549.1.1.11" => HashAlgorithmName.SHA256,
            "1.2.840.10045.4.3.3" or "1.2.840.113549.1.1.12" => HashAlgorithmName.SHA384,
            "1.2.840.10045.4.3.4" or "1.2.840.113549.1.1.13" => HashAlgorithmName.SHA512,
            _ => default,
        };
        if (hash == default)
        {
            return false;
        }
        if (algorithm.StartsWith("1.2.840.10045.", StringComparison.Ordinal))
        {
            using var curve = authority.GetECDsaPublicKey();
            return curve?.VerifyData(signed, signature, hash, DSASignatureFormat.Rfc3279DerSequence) ?? false;
        }
        using var rsa = authority.GetRSAPublicKey();
        return rsa?.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1) ?? false;
    }
}
