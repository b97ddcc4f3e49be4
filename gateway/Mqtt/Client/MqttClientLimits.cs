namespace Wattline.Gateway.Mqtt.Client;

/// <summary>What a client bounds whatever its options say, and why.</summary>
public static class MqttClientLimits
{
    /// <summary>Bytes of a topic, a filter, an id or another text: its length has two bytes (1.5.4).</summary>
    public const int TextBytesMax = 65_535;

    /// <summary>Filters a client keeps, to subscribe again. The gateway needs three.</summary>
    public const int SubscriptionsMax = 64;

    /// <summary>User properties taken from one message; a list without end is no message.</summary>
    public const int UserPropertiesMax = 64;

    /// <summary>SUBSCRIBE and UNSUBSCRIBE packets without an answer.</summary>
    public const int RequestsMax = 64;

    /// <summary>Identifiers of QoS 2 messages between PUBREC and PUBREL; the server's receive window is smaller (v5) or it has only this many (3.1.1).</summary>
    public const int ReceivedExactlyOnceMax = 65_535;

    /// <summary>Milliseconds that a connection must have lasted for the next wait to be short again: two clients with one id would else throw each other out without end.</summary>
    public const long StableAfterMs = 10_000;
}
