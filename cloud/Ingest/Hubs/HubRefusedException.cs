namespace Wattline.Cloud.Ingest.Hubs;

/// <summary>The hub refuses: there is no such hub or group, the key is wrong, another reader took the partition.</summary>
public sealed class HubRefusedException(string reason, bool isStolen, Exception? cause = null) : Exception(reason, cause)
{
    /// <summary>Whether another reader took over: that passes by itself.</summary>
    public bool IsStolen { get; } = isStolen;
}
