namespace Wattline.Gateway.Mqtt;

/// <summary>How a property's value is written (MQTT 5, 2.2.2.2).</summary>
internal enum PropertyForm : byte
{
    None,
    Byte,
    UInt16,
    UInt32,
    VarInt,
    Text,
    Binary,
    TextPair,
}
