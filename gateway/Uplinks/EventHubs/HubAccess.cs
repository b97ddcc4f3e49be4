using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Transport;

namespace Wattline.Gateway.Uplinks.EventHubs;

/// <summary>Where the namespace of the hubs is, and how to enter it: by a connection string, or by an endpoint and a file with a token.</summary>
/// <param name="Text">The connection string; null: endpoint and file. Never logged.</param>
/// <param name="Endpoint">sb://host or sb://host:port.</param>
/// <param name="TokenFile">The file.</param>
public sealed record HubAccess(string? Text, string? Endpoint, string? TokenFile)
{
    /// <summary>How the client behaves; as usual when nothing is said.</summary>
    public Func<HubClientSettings, HubClientSettings> Configure { get; init; } = static settings => settings;

    /// <summary>What is wrong with the connection string, which is not repeated; null when nothing is.</summary>
    public string? TextFault()
    {
        var fault = ConnectionString.TryParse(Text, out var parsed);
        if (fault != ConnectionStringFault.None) return Explain(fault);
        if (parsed.Hub is not null) return "is one hub's (EntityPath); it must be the namespace's, for there are three hubs";
        return parsed.Key is null && parsed.Signature is null ? "SharedAccessKeyName and SharedAccessKey are missing, or a SharedAccessSignature instead" : null;
    }

    /// <summary>Whether the endpoint is one.</summary>
    public bool EndpointIsGood() => ConnectionString.TryParse($"Endpoint={Endpoint}", out _) == ConnectionStringFault.None;

    /// <summary>Begins to connect to a hub.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="who">Who connects, for the hub's own logs.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Jitter.</param>
    public HubSender Open(string hub, string who, TimeProvider time, Random random)
    {
        _ = ConnectionString.TryParse(Text ?? $"Endpoint={Endpoint}", out var space);
        var tokens = TokenFile is null ? null : new TokenFileProvider(TokenFile);
        return new HubSender(new EventHubOptions { Namespace = space, Hub = hub, ContainerId = who, Tokens = tokens, Configure = Configure }, time, random);
    }

    /// <summary>Without what lets one in.</summary>
    public override string ToString() => Endpoint ?? "by connection string";

    private static string Explain(ConnectionStringFault fault) => fault switch
    {
        ConnectionStringFault.Empty => "is empty",
        ConnectionStringFault.MalformedPart => "a part is not name=value",
        ConnectionStringFault.DuplicatePart => "a part stands twice",
        ConnectionStringFault.UnknownPart => "has a part that Event Hubs does not know",
        ConnectionStringFault.EndpointMissing => "Endpoint is missing",
        ConnectionStringFault.EndpointInvalid => "Endpoint is not sb://host",
        ConnectionStringFault.KeyAndSignature => "a SharedAccessSignature stands beside a key",
        ConnectionStringFault.KeyNameMissing => "SharedAccessKeyName is missing",
        ConnectionStringFault.KeyMissing => "SharedAccessKey is missing",
        _ => "UseDevelopmentEmulator is neither true nor false",
    };
}
