namespace Wattline.Firmware.Uplink;

/// <summary>First bytes of the packets that are used here (MQTT 3.1.1, section 2.2).</summary>
internal static class MqttPacket
{
    public const int Connect = 0x10;
    public const int ConnAck = 0x20;
    public const int Publish = 0x30;
    public const int PublishDup = 0x08;
    public const int PublishQos1 = 0x02;
    public const int PublishRetain = 0x01;
    public const int PubAck = 0x40;
    public const int Subscribe = 0x82;
    public const int SubAck = 0x90;
    public const int PingReq = 0xC0;
    public const int PingResp = 0xD0;

    /// <summary>A first byte and a length of at most 4 (section 2.2.3).</summary>
    public const int HeaderBytesMax = 5;
}
