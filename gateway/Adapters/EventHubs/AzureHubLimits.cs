namespace Wattline.Gateway.Adapters.EventHubs;

/// <summary>What a sender by Azure's SDK bounds, and why.</summary>
public static class AzureHubLimits
{
    /// <summary>Further tries of the SDK's own for one call. The forwarder goes on when they are used up, and meanwhile nobody is told of trouble.</summary>
    public const int RetriesMax = 2;

    /// <summary>For one try, connection and link included: what a slow radio link needs.</summary>
    public static readonly TimeSpan TryWithin = TimeSpan.FromSeconds(20);

    /// <summary>The first wait between tries; it doubles. When the hub is busy the SDK waits four seconds more.</summary>
    public static readonly TimeSpan RetryLeast = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between tries.</summary>
    public static readonly TimeSpan RetryMost = TimeSpan.FromSeconds(8);
}
