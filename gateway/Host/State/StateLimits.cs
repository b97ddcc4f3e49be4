namespace Wattline.Gateway.Host.State;

/// <summary>What the state store bounds, and why. How much state there can be is the endpoint's to bound (MqttLimits).</summary>
internal static class StateLimits
{
    /// <summary>Bytes of a segment: the piece in which the log shrinks.</summary>
    public const long SegmentBytes = 4L << 20;

    /// <summary>Bytes below which the log is never cleaned: read in a moment at the next start.</summary>
    public const long LogBytesMin = 16L << 20;

    /// <summary>The log is cleaned when it is so many times larger than what it keeps: then at most a third of all writing is cleaning.</summary>
    public const int LogToLive = 4;

    /// <summary>Bytes read from the log's old end with each advance: about a millisecond from the page cache.</summary>
    public const int CleanBytes = 512 * 1_024;

    /// <summary>Bytes of changes that wait in memory for a slow or full disk; then clients' reads pause.</summary>
    public const long WaitingBytesMax = 16L << 20;

    /// <summary>Bytes of a key: a kind, a session's name and a topic filter at their longest.</summary>
    public const int KeyBytesMax = 4_096;
}
