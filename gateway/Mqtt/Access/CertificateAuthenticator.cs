namespace Wattline.Gateway.Mqtt;

/// <summary>
/// Who shows a certificate is the concentrator that its common name says, under that client id alone; a user name, if sent, is the
/// same. All others are for the authenticator behind.
/// </summary>
/// <param name="tls">The files that certificates are checked against; null when there is no TLS.</param>
/// <param name="others">Knows those who show none; null refuses them.</param>
public sealed class CertificateAuthenticator(TlsKeeper? tls, IAuthenticator? others) : IAuthenticator
{
    /// <inheritdoc/>
    public ClientIdentity? Authenticate(in ConnectCredentials credentials) => throw new NotSupportedException("Ask for a verdict.");

    /// <inheritdoc/>
    public Verdict Judge(in ConnectCredentials credentials, Action<Verdict> later)
    {
        if (credentials.Certificate is not { Name: var name } certificate)
        {
            return others?.Judge(credentials, later) ?? new(null, CloseReason.NoCertificate);
        }
        // A session may have waited between the handshake and this packet.
        if (tls?.Recheck(certificate) is { } reason and not CloseReason.None)
        {
            return new(null, reason);
        }
        return credentials.ClientId == name && credentials.User is var user && (string.IsNullOrEmpty(user) || user == name)
            ? new(new(name, ClientRole.Device, []), CloseReason.None)
            : new(null, CloseReason.CertificateOfAnother);
    }

    /// <inheritdoc/>
    public CloseReason Recheck(ClientIdentity identity, CertificateIdentity? certificate) =>
        certificate is null ? others?.Recheck(identity, null) ?? CloseReason.None : tls?.Recheck(certificate) ?? CloseReason.None;
}
