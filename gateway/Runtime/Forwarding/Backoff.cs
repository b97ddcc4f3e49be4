namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>Waits that double from failure to failure, capped, each spread by half so that gateways do not come back together.</summary>
public sealed class Backoff(Random jitter)
{
    private int _failures;

    public void Reset() => _failures = 0;

    /// <summary>Milliseconds to wait after one failure more.</summary>
    public long Next()
    {
        var wait = Math.Min(RuntimeLimits.BackoffMsMax, RuntimeLimits.BackoffMsMin << Math.Min(_failures++, 20));
        return wait / 2 + jitter.NextInt64(wait / 2 + 1);
    }
}
