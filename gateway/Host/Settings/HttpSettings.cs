using System.Net;

namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Http.</summary>
public sealed record HttpSettings
{
    /// <summary>Where to listen. Loopback by default: quarantine shows messages.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>SHA-256 of operators' tokens, in hex, one on a line. With it each request for <c>/api</c> shows a token; without it only this machine is served.</summary>
    public string? TokensFile { get; init; }

    /// <summary>The TCP port; 0 takes a free one.</summary>
    public int Port { get; init; } = 8080;
}
