using System.Net;

namespace Wattline.Gateway.Host.Settings;

/// <summary>Everything that can be set. One record a concern; the names are those of the configuration's sections.</summary>
public sealed record GatewaySettings
{
    /// <summary>Who this gateway is.</summary>
    public IdentitySettings Gateway { get; init; } = new();

    /// <summary>The concentrators' front door.</summary>
    public MqttSettings Mqtt { get; init; } = new();

    /// <summary>Somebody's broker instead of the front door.</summary>
    public BrokerSettings Broker { get; init; } = new();

    /// <summary>Where messages become durable.</summary>
    public JournalSettings Journal { get; init; } = new();

    /// <summary>The way to the cloud.</summary>
    public UplinkSettings Uplink { get; init; } = new();

    /// <summary>Health and quarantine, for operators.</summary>
    public HttpSettings Http { get; init; } = new();

    /// <summary>Metrics out.</summary>
    public TelemetrySettings Telemetry { get; init; } = new();

    /// <summary>The ports that are opened, each with its setting.</summary>
    internal IEnumerable<(string Setting, IPAddress Address, int Port)> Ports()
    {
        if (Mqtt.Plain) yield return ("Mqtt:Port", Mqtt.Address, Mqtt.Port);
        if (Mqtt.Tls.CertificateFile is not null) yield return ("Mqtt:Tls:Port", Mqtt.Tls.Address, Mqtt.Tls.Port);
        if (Mqtt.WebSocket.Port is { } port) yield return ("Mqtt:WebSocket:Port", Mqtt.WebSocket.Address, port);
        yield return ("Http:Port", Http.Address, Http.Port);
    }
}
