namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>How one side of a connection behaves.</summary>
public sealed record AmqpSettings
{
    /// <summary>Who speaks (2.7.1).</summary>
    public required string ContainerId { get; init; }

    /// <summary>Whom a client wants to reach.</summary>
    public string? Hostname { get; init; }

    /// <summary>The client's security layer; null: none.</summary>
    public SaslClient? SaslClient { get; init; }

    /// <summary>The server's security layer; null makes this side a client.</summary>
    public ISaslServer? SaslServer { get; init; }

    /// <summary>What is bounded.</summary>
    public AmqpLimits Limits { get; init; } = new();

    /// <summary>Whether this side waits for the other.</summary>
    public bool IsServer => SaslServer is not null;
}
