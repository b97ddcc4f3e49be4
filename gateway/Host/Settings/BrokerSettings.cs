namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Broker: somebody's MQTT broker instead of the gateway's own front door (docs/broker.md).</summary>
public sealed record BrokerSettings
{
    /// <summary>mqtt://host:1883 or mqtts://host:8883; null opens the gateway's own front door.</summary>
    public Uri? Url { get; init; }

    /// <summary>The gateways that share the load have one name.</summary>
    public string Group { get; init; } = "gateway";

    /// <summary>This gateway's session at the broker; null makes it of group and gateway.</summary>
    public string? ClientId { get; init; }

    /// <summary>The user name, if there is one.</summary>
    public string? User { get; init; }

    /// <summary>A file with the password as its first line.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>A PEM file with whom to trust; null trusts whom the system trusts.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>A PEM file with this gateway's certificate.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A PEM file with its key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>How long the broker keeps what a lost gateway has not acknowledged. A week: nobody stands in when all are gone.</summary>
    public int SessionSeconds { get; init; } = 7 * 24 * 3_600;

    /// <summary>How long a gateway that was lost is waited for before another stands in for it.</summary>
    public int StandInSeconds { get; init; } = 30;

    /// <summary>Whose client speaks to the broker.</summary>
    public BrokerClient Client { get; init; } = BrokerClient.Own;

    /// <summary>Whether TLS is spoken.</summary>
    public bool Tls => Url?.Scheme == "mqtts";
}
