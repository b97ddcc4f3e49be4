using System.Net.Security;
using Wattline.Cloud.EventHubs.Client;

namespace Wattline.Cloud.EventHubs.Transport;

/// <summary>Where a hub is and how to reach it.</summary>
public sealed record EventHubOptions
{
    /// <summary>Where the namespace is and how to enter it.</summary>
    public required ConnectionString Namespace { get; init; }

    /// <summary>The hub; null: the connection string names it.</summary>
    public string? Hub { get; init; }

    /// <summary>Tokens of somebody else, Azure.Identity for instance; null: those of the connection string.</summary>
    public ITokenProvider? Tokens { get; init; }

    /// <summary>Who speaks.</summary>
    public string ContainerId { get; init; } = "wattline";

    /// <summary>Judges the server's certificate; null: the machine's trust.</summary>
    public RemoteCertificateValidationCallback? CertificateValidation { get; init; }

    /// <summary>Another way to the hub, through a proxy for instance; null: TCP, and TLS unless it is an emulator. The stream is disposed.</summary>
    public Func<CancellationToken, Task<Stream>>? Dial { get; init; }

    /// <summary>How long the way to the hub may take: TCP and TLS.</summary>
    public TimeSpan DialWithin { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How the client behaves; host, hub and name are put in.</summary>
    public Func<HubClientSettings, HubClientSettings> Configure { get; init; } = settings => settings;
}
