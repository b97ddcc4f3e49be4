using System.Security.Cryptography.X509Certificates;

namespace Wattline.Gateway.Mqtt.Client;

/// <summary>How a client speaks TLS.</summary>
public sealed record MqttTls
{
    /// <summary>The certificate that says who this client is, with its key.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Whom to trust; null trusts whom the system trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }
}
