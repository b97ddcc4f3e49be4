namespace Wattline.Gateway.Uplinks;

/// <summary>What the ways to the cloud bound, and why.</summary>
public static class UplinkLimits
{
    /// <summary>A batch's answer: one database transaction, and the longest queue before it.</summary>
    public static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The registry's answer: 32 MiB over a slow line.</summary>
    public static readonly TimeSpan PollTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Bytes of a batch's answer: three numbers.</summary>
    public const int AnswerBytesMax = 4_096;
}
