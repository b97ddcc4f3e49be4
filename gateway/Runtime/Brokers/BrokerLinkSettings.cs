using System.Security.Cryptography.X509Certificates;

namespace Wattline.Gateway.Runtime.Brokers;

/// <summary>How a link reaches its broker.</summary>
public sealed record BrokerLinkSettings
{
    /// <summary>The broker's name or address; with TLS the name that its certificate has.</summary>
    public required string Host { get; init; }

    /// <summary>Its TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>Whether TLS is spoken.</summary>
    public bool Tls { get; init; }

    /// <summary>Whom to trust with TLS; null trusts whom the system trusts.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>This client's certificate with its key.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The session's name at the broker: one link at a time has it, and a later one takes it over.</summary>
    public required string ClientId { get; init; }

    /// <summary>The user name, if there is one.</summary>
    public string? User { get; init; }

    /// <summary>The password, UTF-8. Never logged.</summary>
    public ReadOnlyMemory<byte> Password { get; init; }

    /// <summary>What to subscribe to, at QoS 1. None leaves the session's subscriptions as they are.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>How long the broker keeps the session of a link that is lost.</summary>
    public uint SessionExpirySeconds { get; init; }

    /// <summary>What the broker publishes when the link is lost.</summary>
    public BrokerWill? Will { get; init; }

    /// <summary>Messages under way without an acknowledgement: the back-pressure.</summary>
    public ushort ReceiveMaximum { get; init; } = RuntimeLimits.BrokerReceiveMaximum;

    /// <summary>Everything but the secrets.</summary>
    public override string ToString() => $"{ClientId} at {Host}:{Port}{(Tls ? " (TLS)" : "")}";
}
