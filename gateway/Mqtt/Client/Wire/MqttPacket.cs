namespace Wattline.Gateway.Mqtt.Client.Wire;

/// <summary>First bytes of control packets with their fixed flags (2.1.2, 2.1.3).</summary>
internal static class MqttPacket
{
    public const byte Connect = 0x10;
    public const byte Connack = 0x20;
    public const byte Publish = 0x30;
    public const byte Puback = 0x40;
    public const byte Pubrec = 0x50;
    public const byte Pubrel = 0x62;
    public const byte Pubcomp = 0x70;
    public const byte Subscribe = 0x82;
    public const byte Suback = 0x90;
    public const byte Unsubscribe = 0xA2;
    public const byte Unsuback = 0xB0;
    public const byte Pingreq = 0xC0;
    public const byte Pingresp = 0xD0;
    public const byte Disconnect = 0xE0;
}
