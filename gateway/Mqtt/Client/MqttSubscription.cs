namespace Wattline.Gateway.Mqtt.Client;

/// <summary>What a client wants to receive.</summary>
/// <param name="Filter">A topic filter, also <c>$share/group/filter</c>.</param>
/// <param name="Qos">At most; 0, 1 or 2.</param>
public sealed record MqttSubscription(string Filter, int Qos)
{
    /// <summary>Not what this client itself published (v5, 3.8.3.1). Forbidden with a shared subscription.</summary>
    public bool NoLocal { get; init; }
}
