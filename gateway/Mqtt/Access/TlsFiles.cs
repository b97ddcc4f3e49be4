namespace Wattline.Gateway.Mqtt;

/// <summary>What TLS is made of: PEM files, and what they are to decide.</summary>
public sealed record TlsFiles
{
    /// <summary>The server's certificate, its intermediates behind it.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>The server's private key.</summary>
    public required string KeyFile { get; init; }

    /// <summary>Authorities that sign clients' certificates; several at once while one follows another. Empty: clients are not asked for certificates.</summary>
    public IReadOnlyList<string> AuthorityFiles { get; init; } = [];

    /// <summary>Revocation lists of these authorities, PEM or DER.</summary>
    public IReadOnlyList<string> RevocationFiles { get; init; } = [];

    /// <summary>Whether a client without a certificate is turned away in the handshake.</summary>
    public bool ClientCertificateRequired { get; init; } = true;

    /// <summary>Whether a revocation list that is past its next update turns its authority's clients away; otherwise it is used and told.</summary>
    public bool FreshRevocationRequired { get; init; }

    /// <summary>All of them.</summary>
    public IEnumerable<string> All => [CertificateFile, KeyFile, .. AuthorityFiles, .. RevocationFiles];
}
