namespace Wattline.Gateway.Mqtt;

/// <summary>Between the broker's clock, which begins at its start, and the wall's, which goes on while the gateway is down.</summary>
internal sealed class StateClock(TimeProvider time)
{
    private readonly long _started = time.GetTimestamp();

    /// <summary>Since the start.</summary>
    public TimeSpan Now => time.GetElapsedTime(_started);

    /// <summary>A number above another one, and above those of earlier starts while the wall's clock goes forward.</summary>
    public long After(long last) => Math.Max(last + 1, time.GetUtcNow().UtcTicks);

    /// <summary>A moment of the broker's clock in Unix milliseconds; without an end is <see cref="long.MaxValue"/>.</summary>
    public long WallOf(TimeSpan moment) => moment == TimeSpan.MaxValue ? long.MaxValue : time.GetUtcNow().ToUnixTimeMilliseconds() + (long)(moment - Now).TotalMilliseconds;

    /// <summary>The moment of the broker's clock for Unix milliseconds.</summary>
    public TimeSpan MomentOf(long wallMs) => wallMs == long.MaxValue ? TimeSpan.MaxValue : Now + TimeSpan.FromMilliseconds(wallMs - time.GetUtcNow().ToUnixTimeMilliseconds());
}
