namespace Wattline.Gateway.Mqtt;

/// <summary>What stands in a PUBLISH before its forwarded properties and its payload.</summary>
internal readonly ref struct PublishHead
{
    /// <summary>4 or 5.</summary>
    public required int Level { get; init; }

    public required string Topic { get; init; }

    /// <summary>The client knows the topic by its alias.</summary>
    public bool OmitsTopic { get; init; }

    /// <summary>0 is none.</summary>
    public int TopicAlias { get; init; }

    public required int Qos { get; init; }

    public bool Retain { get; init; }

    public bool Duplicate { get; init; }

    public ushort PacketId { get; init; }

    /// <summary>What is left of the message's time.</summary>
    public uint? ExpirySeconds { get; init; }

    public ReadOnlySpan<uint> SubscriptionIds { get; init; }

    public int ForwardedBytes { get; init; }

    public required int PayloadBytes { get; init; }
}
