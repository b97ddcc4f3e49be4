namespace Wattline.Gateway.Uplinks;

/// <summary>What the ways to the cloud bound, and why.</summary>
public static class UplinkLimits
{
    /// <summary>A batch's answer: one database transaction, and the longest queue before it.</summary>
    public static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of a batch's answer: three numbers.</summary>
    public const int AnswerBytesMax = 4_096;

    /// <summary>Messages taken from the journal at once for a hub: what a restart in the middle sends again at most.</summary>
    public const int HubMessagesMax = 500;

    /// <summary>Bytes of their bodies, so that as many as are on their way fit into memory three times over, for three hubs.</summary>
    public const int HubBytesMax = 4 * 1024 * 1024;

    /// <summary>Batches on their way to a hub at once: with an answer in 50 ms, 640 a second, above what a namespace of one unit takes.</summary>
    public const int HubBatchesInFlightMax = 32;

    /// <summary>Bytes of the commands' outbox on disk: as many commands as may be under way, each as long as may be, in Base64.</summary>
    public const int OutboxBytesMax = 16 * 1024 * 1024;
}
