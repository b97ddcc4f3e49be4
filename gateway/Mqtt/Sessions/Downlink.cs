namespace Wattline.Gateway.Mqtt;

/// <summary>A message on its way to clients; shared by all that receive it.</summary>
internal sealed record Downlink(byte[] Topic, ReadOnlyMemory<byte> Payload, int Qos, bool Retain)
{
    /// <summary>The same at the QoS that a subscription was granted.</summary>
    public Downlink AtMost(int qos) => Qos <= qos ? this : this with { Qos = qos };
}
