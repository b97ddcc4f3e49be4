using Wattline.Cloud.EventHubs.Engine;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>How a client of a hub behaves.</summary>
public sealed record HubClientSettings
{
    /// <summary>The namespace's host.</summary>
    public required string Host { get; init; }

    /// <summary>The hub.</summary>
    public required string Hub { get; init; }

    /// <summary>Who speaks.</summary>
    public string ContainerId { get; init; } = "wattline";

    /// <summary>The security layer. Rights come by tokens over <c>$cbs</c>, or by PLAIN when there is no token provider.</summary>
    public SaslClient? Sasl { get; init; } = SaslClient.Anonymous;

    /// <summary>What the protocol bounds. Azure closes a connection that is silent for 4 minutes; a lost network is to be seen sooner.</summary>
    public AmqpLimits Limits { get; init; } = new() { IdleTimeOut = TimeSpan.FromSeconds(60) };

    /// <summary>The first wait before another connection or link.</summary>
    public TimeSpan RetryLeast { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait before another connection or link.</summary>
    public TimeSpan RetryMost { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The least wait after server-busy: throttling counts in seconds.</summary>
    public TimeSpan BusyLeast { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a circuit stays open before one more try.</summary>
    public TimeSpan CircuitFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long <c>$cbs</c> or <c>$management</c> may take for an answer, and a peer for an attach.</summary>
    public TimeSpan AnswerWithin { get; init; } = TimeSpan.FromSeconds(20);
}
