using Wattline.Cloud.EventHubs.Client;
using Wattline.Gateway.Uplinks.EventHubs;

namespace Wattline.Gateway.Host.Settings;

/// <summary>Section Uplink:Hubs, for eventhub: where the hubs are, and how to enter them.</summary>
public sealed record HubSettings
{
    /// <summary>The namespace's connection string, with a key or a signature. Never logged.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Instead: where the namespace is, sb://host or sb://host:port.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Beside <see cref="Endpoint"/>: a file with a token (a shared access signature, or a JSON web token), read again whenever one is needed.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Whose client reaches them.</summary>
    public HubClient Client { get; init; } = HubClient.Own;

    /// <summary>The hub of what kiosks took.</summary>
    public string Money { get; init; } = "money";

    /// <summary>The hub of devices' and meters' events.</summary>
    public string Events { get; init; } = "events";

    /// <summary>The hub of readings.</summary>
    public string Readings { get; init; } = "readings";

    /// <summary>How to enter the namespace.</summary>
    internal HubAccess Access => new(ConnectionString, Endpoint, TokenFile) { Configure = Configure };

    /// <summary>How the client behaves; only where waits are to be short.</summary>
    internal Func<HubClientSettings, HubClientSettings> Configure { get; init; } = static settings => settings;

    /// <summary>Everything but what lets one in.</summary>
    public override string ToString() => $"{Endpoint} {Money} {Events} {Readings}";
}
