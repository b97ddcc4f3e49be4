namespace Wattline.Gateway.Mqtt;

/// <summary>Which properties a packet from a client may hold (MQTT 5, table 2-4), one bit for each identifier.</summary>
internal static class PropertySets
{
    /// <summary>Those of a message that go to its receivers as they came (3.3.2.3).</summary>
    public const ulong Forwarded = (1UL << (int)PropertyId.PayloadFormat) | (1UL << (int)PropertyId.ContentType)
        | (1UL << (int)PropertyId.ResponseTopic) | (1UL << (int)PropertyId.CorrelationData) | (1UL << (int)PropertyId.UserProperty);

    public const ulong Connect = (1UL << (int)PropertyId.SessionExpiry) | (1UL << (int)PropertyId.AuthenticationMethod)
        | (1UL << (int)PropertyId.AuthenticationData) | (1UL << (int)PropertyId.RequestProblemInformation)
        | (1UL << (int)PropertyId.RequestResponseInformation) | (1UL << (int)PropertyId.ReceiveMaximum)
        | (1UL << (int)PropertyId.TopicAliasMaximum) | (1UL << (int)PropertyId.UserProperty) | (1UL << (int)PropertyId.MaximumPacketSize);

    public const ulong Will = Forwarded | (1UL << (int)PropertyId.MessageExpiry) | (1UL << (int)PropertyId.WillDelay);

    public const ulong Publish = Forwarded | (1UL << (int)PropertyId.MessageExpiry) | (1UL << (int)PropertyId.TopicAlias);

    /// <summary>PUBACK, PUBREC, PUBREL, PUBCOMP.</summary>
    public const ulong Acknowledgement = (1UL << (int)PropertyId.ReasonString) | (1UL << (int)PropertyId.UserProperty);

    public const ulong Subscribe = (1UL << (int)PropertyId.SubscriptionId) | (1UL << (int)PropertyId.UserProperty);

    public const ulong Unsubscribe = 1UL << (int)PropertyId.UserProperty;

    public const ulong Disconnect = Acknowledgement | (1UL << (int)PropertyId.SessionExpiry);
}
