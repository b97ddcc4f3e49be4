using System.Buffers;

namespace Wattline.Gateway.Runtime.Brokers;

/// <summary>A message from a broker. Topic and payload are valid during the call only.</summary>
public readonly ref struct BrokerMessage
{
    /// <summary>Its topic, UTF-8.</summary>
    public required ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>Its bytes.</summary>
    public required ReadOnlySequence<byte> Payload { get; init; }

    /// <summary>What to acknowledge; grows over all connections of a link. 0 with QoS 0.</summary>
    public required long Delivery { get; init; }
}
