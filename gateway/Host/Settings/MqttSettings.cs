using System.Net;

namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Mqtt.</summary>
public sealed record MqttSettings
{
    /// <summary>Where to listen. Loopback until the endpoint speaks TLS.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The TCP port; 0 takes a free one.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Names and hashed passwords of those who may connect.</summary>
    public string? CredentialsFile { get; init; }

    /// <summary>For development only: every client is the concentrator that it says it is.</summary>
    public bool Anonymous { get; init; }
}
