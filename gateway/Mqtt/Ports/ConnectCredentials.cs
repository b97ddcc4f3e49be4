using System.Net;

namespace Wattline.Gateway.Mqtt;

/// <summary>What a client shows of itself in CONNECT.</summary>
/// <param name="ClientId">As sent, may be empty.</param>
/// <param name="User">The user name, if sent.</param>
/// <param name="Password">The password, empty if none was sent.</param>
/// <param name="Remote">Where it comes from, if that is known.</param>
/// <param name="Certificate">The certificate it showed in the TLS handshake, checked; null when it showed none.</param>
public readonly record struct ConnectCredentials(
    string ClientId, string? User, ReadOnlyMemory<byte> Password, EndPoint? Remote, CertificateIdentity? Certificate = null);
