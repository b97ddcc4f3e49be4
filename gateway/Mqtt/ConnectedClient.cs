using System.Net;

namespace Wattline.Gateway.Mqtt;

/// <summary>A client that is connected now.</summary>
/// <param name="Identity">Who it is.</param>
/// <param name="ClientId">Its client id, as sent or assigned.</param>
/// <param name="Remote">Where it comes from, if that is known.</param>
/// <param name="Paused">Whether its reads wait for the intake.</param>
public sealed record ConnectedClient(ClientIdentity Identity, string ClientId, EndPoint? Remote, bool Paused)
{
    /// <summary>How long ago it was accepted.</summary>
    public TimeSpan ConnectedFor { get; init; }

    /// <summary>4 is MQTT 3.1.1, 5 is 5.</summary>
    public int ProtocolLevel { get; init; }

    /// <summary>The certificate it showed; null when it showed none.</summary>
    public CertificateIdentity? Certificate { get; init; }

    /// <summary>Its messages whose acknowledgement waits for the intake.</summary>
    public int Unacknowledged { get; init; }

    /// <summary>Messages it published since it was accepted.</summary>
    public long Messages { get; init; }

    /// <summary>The same in a second, over the last ten or so.</summary>
    public double MessagesPerSecond { get; init; }
}
