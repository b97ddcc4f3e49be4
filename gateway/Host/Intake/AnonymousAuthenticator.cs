using Wattline.Gateway.Mqtt;

namespace Wattline.Gateway.Host.Intake;

/// <summary>For development (Mqtt:Anonymous): a client is whom its user name, or else its client id, says.</summary>
internal sealed class AnonymousAuthenticator : IAuthenticator
{
    private const string Nobody = "anonymous";

    /// <inheritdoc/>
    public ClientIdentity? Authenticate(in ConnectCredentials credentials)
    {
        var name = !string.IsNullOrEmpty(credentials.User) ? credentials.User : credentials.ClientId.Length > 0 ? credentials.ClientId : Nobody;
        return new ClientIdentity(name, ClientRole.Device, []);
    }
}
