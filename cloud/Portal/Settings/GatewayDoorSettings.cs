namespace Wattline.Cloud.Portal.Settings;

/// <summary>Section <c>Portal:GatewayDoor</c>: a port with TLS where both sides show a certificate. Open when it has a certificate.</summary>
public sealed record GatewayDoorSettings
{
    /// <summary>Where to listen; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "https://0.0.0.0:8481";

    /// <summary>The cloud's certificate, PEM, its intermediates behind it.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>Its private key, PEM.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Authorities that sign gateways' certificates, PEM; nobody else is trusted.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>The gateways that may come in: the names of their certificates. One that is taken off is shut out at its next connection.</summary>
    public IReadOnlyList<string> Gateways { get; init; } = [];
}
