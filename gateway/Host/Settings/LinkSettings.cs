namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Link: the connection over which registry, plans, marks, replay requests and commands come (docs/cloudlink.md, down).</summary>
public sealed record LinkSettings
{
    /// <summary>The cloud's door for gateways, https; http only on this machine. Null takes the uplink's address and token.</summary>
    public Uri? Url { get; init; }

    /// <summary>The gateway's token, for a cloud on this machine. Never logged.</summary>
    public string Token { get; init; } = "";

    /// <summary>A PEM file with whom to trust; null trusts whom the system trusts.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>A PEM file with this gateway's certificate: its common name is the gateway's.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>A PEM file with its key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Everything but the token.</summary>
    public override string ToString() => $"{Url}";
}
