namespace Wattline.Gateway.Mqtt;

/// <summary>Decides who a client is.</summary>
public interface IAuthenticator
{
    /// <summary>The client's identity, or null when it is refused.</summary>
    ClientIdentity? Authenticate(in ConnectCredentials credentials);
}
