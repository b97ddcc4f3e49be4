using System.Net;
using System.Net.Sockets;

namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Mqtt:Tls. In use when there is a certificate.</summary>
public sealed record TlsSettings
{
    /// <summary>Where to listen with TLS: everywhere by default, for that is what it is for.</summary>
    public IPAddress Address { get; init; } = Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;

    /// <summary>The TCP port; 0 takes a free one.</summary>
    public int Port { get; init; } = 8883;

    /// <summary>The server's certificate, PEM, its intermediates behind it.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its private key, PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Authorities that sign clients' certificates, PEM. None: clients are not asked for certificates.</summary>
    public IReadOnlyList<string> AuthorityFiles { get; init; } = [];

    /// <summary>Their revocation lists, PEM or DER.</summary>
    public IReadOnlyList<string> RevocationFiles { get; init; } = [];

    /// <summary>Whether a client may do without a certificate, and show a password or a token.</summary>
    public bool CertificateOptional { get; init; }

    /// <summary>Whether clients are turned away while their authority's revocation list is past its next update.</summary>
    public bool FreshRevocationRequired { get; init; }
}
