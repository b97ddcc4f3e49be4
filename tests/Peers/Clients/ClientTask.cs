namespace Wattline.Tests.Peers.Clients;

/// <summary>What another's client is to do.</summary>
/// <param name="Url">mqtt, mqtts, ws or wss.</param>
/// <param name="Version">4 or 5.</param>
/// <param name="ClientId">Its id.</param>
internal sealed record ClientTask(string Url, int Version, string ClientId)
{
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>PEM files.</summary>
    public string? Ca { get; init; }

    public string? Cert { get; init; }

    public string? Key { get; init; }

    public IReadOnlyList<TaskSubscription> Subscribe { get; init; } = [];

    public IReadOnlyList<TaskMessage> Publish { get; init; } = [];

    /// <summary>How many messages to wait for.</summary>
    public int Expect { get; init; }
}

internal sealed record TaskSubscription(string Topic, int Qos);

internal sealed record TaskMessage(string Topic, string Payload, int Qos, bool Retain, TaskProperties? Properties = null);

internal sealed record TaskProperties(IReadOnlyDictionary<string, string> UserProperties);
