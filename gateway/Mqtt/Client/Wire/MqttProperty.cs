namespace Wattline.Gateway.Mqtt.Client.Wire;

/// <summary>Identifiers of properties (v5, table 2-4).</summary>
internal static class MqttProperty
{
    public const byte PayloadFormat = 0x01;
    public const byte MessageExpiry = 0x02;
    public const byte ContentType = 0x03;
    public const byte ResponseTopic = 0x08;
    public const byte CorrelationData = 0x09;
    public const byte SubscriptionId = 0x0B;
    public const byte SessionExpiry = 0x11;
    public const byte AssignedClientId = 0x12;
    public const byte ServerKeepAlive = 0x13;
    public const byte AuthenticationMethod = 0x15;
    public const byte AuthenticationData = 0x16;
    public const byte WillDelay = 0x18;
    public const byte ResponseInformation = 0x1A;
    public const byte ServerReference = 0x1C;
    public const byte ReasonString = 0x1F;
    public const byte ReceiveMaximum = 0x21;
    public const byte TopicAliasMaximum = 0x22;
    public const byte TopicAlias = 0x23;
    public const byte MaximumQos = 0x24;
    public const byte RetainAvailable = 0x25;
    public const byte User = 0x26;
    public const byte MaximumPacketSize = 0x27;
    public const byte WildcardAvailable = 0x28;
    public const byte SubscriptionIdAvailable = 0x29;
    public const byte SharedAvailable = 0x2A;
}
