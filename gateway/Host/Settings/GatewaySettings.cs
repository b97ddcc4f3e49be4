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

    /// <summary>What comes from the cloud.</summary>
    public LinkSettings Link { get; init; } = new();

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

    /// <summary>Settings by which passwords or tokens pass unencrypted between machines, each with where they pass.</summary>
    internal IEnumerable<(string Setting, string Where)> ClearSecrets()
    {
        var hasDoor = Broker.Url is null;
        var devices = hasDoor && (Mqtt.CredentialsFile ?? Mqtt.TokenKeysFile) is not null;
        foreach (var (setting, address, _) in Ports())
        {
            var carries = setting switch
            {
                "Mqtt:Port" => devices,
                "Mqtt:WebSocket:Port" => devices && !Mqtt.WebSocket.Tls,
                "Http:Port" => Http.TokensFile is not null || (devices && Mqtt.WebSocket.Port is null),
                _ => false,
            };
            if (carries && !IPAddress.IsLoopback(address)) yield return (setting, address.ToString());
        }
        if (!hasDoor && Broker.PasswordFile is not null && !Broker.Tls && !Broker.Url!.IsLoopback) yield return ("Broker:Url", Broker.Url.Host);
    }

    /// <summary>The link's address and token: its own, or the uplink's where that reaches the same cloud. No address: there is no link.</summary>
    internal (Uri? Url, string Token) LinkTarget() =>
        Link.Url is not null ? (Link.Url, Link.Token) : Uplink.Kind != UplinkKind.None ? (Uplink.Url, Uplink.Token) : (null, "");
}
