using System.Net;
using Wattline.Gateway.Mqtt;

namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Mqtt.</summary>
public sealed record MqttSettings
{
    /// <summary>Where to listen without TLS. Loopback by default: passwords would be read on the way.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The TCP port; 0 takes a free one.</summary>
    public int Port { get; init; } = 1883;

    /// <summary>Whether there is a port without TLS. Without it only <see cref="Tls"/> is served.</summary>
    public bool Plain { get; init; } = true;

    /// <summary>The port with TLS.</summary>
    public TlsSettings Tls { get; init; } = new();

    /// <summary>MQTT over WebSocket.</summary>
    public WebSocketSettings WebSocket { get; init; } = new();

    /// <summary>Names and hashed passwords of those who may connect.</summary>
    public string? CredentialsFile { get; init; }

    /// <summary>Keys of those who sign tokens for devices.</summary>
    public string? TokenKeysFile { get; init; }

    /// <summary>What is bounded.</summary>
    public MqttLimits Limits { get; init; } = new();

    /// <summary>For development and measuring only: every client is whom it says it is, and may do everything.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Said a second time: anonymous clients come from other machines too.</summary>
    public bool AnonymousBeyondLoopback { get; init; }

    /// <summary>What anonymous clients are refused where nothing is said: the name by which suites of conformance ask for a refusal.</summary>
    public static readonly IReadOnlyList<string> RefusedUnlessSaid = ["test/nosubscribe"];

    /// <summary>Topic filters that anonymous clients may not subscribe to, nor anything within them; <see cref="RefusedUnlessSaid"/> where none are given.</summary>
    public IReadOnlyList<string> RefusedFilters { get; init; } = [];
}
