namespace Wattline.Gateway.Mqtt;

/// <summary>Decides who a client is.</summary>
public interface IAuthenticator
{
    /// <summary>The client's identity, or null when it is refused.</summary>
    ClientIdentity? Authenticate(in ConnectCredentials credentials);

    /// <summary>The client's identity or why it is refused; or pending: then <paramref name="later"/> is called once, from any thread, with what was decided.</summary>
    Verdict Judge(in ConnectCredentials credentials, Action<Verdict> later) => Verdict.Of(Authenticate(credentials));

    /// <summary>Whether a client that is connected would still be who it is; a reason to end its connection otherwise. Asked when files have changed, and now and then for certificates that expire. It must not wait.</summary>
    CloseReason Recheck(ClientIdentity identity, CertificateIdentity? certificate) => CloseReason.None;
}
