namespace Wattline.Cloud.EventHubs.Client;

/// <summary>Waits that double, with jitter, so that a thousand clients do not come back together.</summary>
internal sealed class Backoff(Random random, TimeSpan least, TimeSpan most)
{
    private int _failures;

    /// <summary>The next wait in milliseconds: between half of the full one and all of it.</summary>
    public long Next()
    {
        double full = Math.Min(least.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 20)), most.TotalMilliseconds);
        return (long)(full * (0.5 + (random.NextDouble() / 2)));
    }

    /// <summary>It worked.</summary>
    public void Reset() => _failures = 0;
}
