namespace Wattline.Gateway.Mqtt;

/// <summary>What a client asks for with a filter (MQTT 5, 3.8.3.1). Of 3.1.1 only the QoS.</summary>
/// <param name="Qos">0 to 2: at most.</param>
/// <param name="NoLocal">Its own messages do not come back.</param>
/// <param name="RetainAsPublished">Messages keep the publisher's retain flag.</param>
/// <param name="RetainHandling">0: retained messages at every subscribe; 1: at the first; 2: never.</param>
internal readonly record struct SubscribeOptions(int Qos, bool NoLocal = false, bool RetainAsPublished = false, int RetainHandling = 0)
{
    /// <summary>As the byte behind a filter.</summary>
    public byte Encoded => (byte)(Qos | (NoLocal ? 4 : 0) | (RetainAsPublished ? 8 : 0) | (RetainHandling << 4));

    /// <summary>The options of a byte that was checked before.</summary>
    public static SubscribeOptions Decode(byte value) => new(value & 3, (value & 4) != 0, (value & 8) != 0, (value >> 4) & 3);

    /// <summary>Reads the byte behind a filter.</summary>
    public static CloseReason TryRead(byte value, int level, out SubscribeOptions options)
    {
        options = Decode(value);
        // Bits that are reserved in the version must be zero (3.8.3-4; 5: 3.8.3-5); retain handling 3 is none.
        return options.Qos == 3 || (level == 4 && value > 2) ? CloseReason.BadQos
            : (value & 0xC0) != 0 ? CloseReason.BadFlags
            : options.RetainHandling == 3 ? CloseReason.BadPropertyValue
            : CloseReason.None;
    }
}
