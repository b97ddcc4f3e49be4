using System.Net;

namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Mqtt:WebSocket: MQTT for browsers and tools, at the path /mqtt.</summary>
public sealed record WebSocketSettings
{
    /// <summary>A TCP port of its own, 0 a free one; null: it is served on the port of <see cref="HttpSettings"/>.</summary>
    public int? Port { get; init; }

    /// <summary>Where to listen on the port of its own.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Whether that port speaks TLS, with the files of <see cref="TlsSettings"/>.</summary>
    public bool Tls { get; init; }

    /// <summary>Pages of other hosts that may connect (<c>https://host:port</c>, or <c>*</c> for any).</summary>
    public IReadOnlyList<string> Origins { get; init; } = [];
}
