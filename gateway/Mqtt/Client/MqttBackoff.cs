namespace Wattline.Gateway.Mqtt.Client;

/// <summary>Waits that double from failure to failure, capped, each spread over its upper half so that clients do not come back together.</summary>
internal sealed class MqttBackoff(int msMin, int msMax, Random jitter)
{
    private int _failures;

    public void Reset() => _failures = 0;

    public long Next()
    {
        var wait = Math.Min(msMax, (long)msMin << Math.Min(_failures++, 20));
        return wait / 2 + jitter.NextInt64(wait / 2 + 1);
    }
}
