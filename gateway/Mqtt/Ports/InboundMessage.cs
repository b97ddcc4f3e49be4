using System.Buffers;

namespace Wattline.Gateway.Mqtt;

/// <summary>A message on its way in. Topic and payload are valid during the call only.</summary>
public readonly ref struct InboundMessage
{
    /// <summary>Who sent it.</summary>
    public required ClientIdentity Identity { get; init; }

    /// <summary>Its topic, UTF-8.</summary>
    public required ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>Its payload, byte for byte as it came.</summary>
    public required ReadOnlySequence<byte> Payload { get; init; }

    /// <summary>0 or 1.</summary>
    public required int Qos { get; init; }

    /// <summary>The publisher's retain flag.</summary>
    public required bool Retain { get; init; }
}
