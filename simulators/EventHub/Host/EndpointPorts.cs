using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Wattline.Simulators.EventHub.Host;

/// <summary>Where the endpoint listens and what it keeps.</summary>
public sealed record EndpointPorts
{
    /// <summary>The address.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Plain AMQP; 0: any free port.</summary>
    public int Amqp { get; init; }

    /// <summary>AMQP over TLS, if there is a certificate; 0: any free port.</summary>
    public int Tls { get; init; }

    /// <summary>REST and the health page; 0: any free port.</summary>
    public int Http { get; init; }

    /// <summary>The certificate for TLS; null: no TLS.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The folder for events; null: they live in memory.</summary>
    public string? Data { get; init; }
}
