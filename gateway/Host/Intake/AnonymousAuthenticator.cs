using Wattline.Gateway.Domain;
using Wattline.Gateway.Mqtt;

namespace Wattline.Gateway.Host.Intake;

/// <summary>For development (Mqtt:Anonymous): a client is the concentrator that its user name, or else its client id, says.</summary>
internal sealed class AnonymousAuthenticator : IAuthenticator
{
    /// <inheritdoc/>
    public ClientIdentity? Authenticate(in ConnectCredentials credentials)
    {
        var name = string.IsNullOrEmpty(credentials.User) ? credentials.ClientId : credentials.User;
        return ConcentratorId.TryParse(name, out _) ? new ClientIdentity(name, ClientRole.Device, []) : null;
    }
}
