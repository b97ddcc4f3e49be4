namespace Wattline.Gateway.Adapters.MqttNet;

/// <summary>What a link by MQTTnet bounds, and why.</summary>
public static class MqttNetLimits
{
    /// <summary>Messages to publish that wait: plans of as many concentrators, and further ones when these are gone.</summary>
    public const int QueuedMax = 1_024;

    /// <summary>Messages published at once: enough to fill a long line, few enough that one that fails is found soon.</summary>
    public const int InFlightMax = 16;

    /// <summary>To open a connection, TLS and CONNACK included.</summary>
    public static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(15);

    /// <summary>For what waits to go out when a link is stopped.</summary>
    public static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(2);

    /// <summary>For an answer to SUBSCRIBE or PUBLISH; a broker that does not give one is left.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    /// <summary>Between packets to the broker.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>The first wait after a failure, milliseconds; it doubles.</summary>
    public const long BackoffMsMin = 500;

    /// <summary>The longest wait.</summary>
    public const long BackoffMsMax = 60_000;
}
