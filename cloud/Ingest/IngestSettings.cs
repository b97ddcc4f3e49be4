namespace Wattline.Cloud.Ingest;

/// <summary>What an operator may set.</summary>
public sealed record IngestSettings
{
    /// <summary>How long a gap may stand before it is asked for: messages overtake each other by way of two gateways or a reconnect.</summary>
    public TimeSpan SettlingTime { get; init; } = TimeSpan.FromSeconds(60);
}
