namespace Wattline.Gateway.Mqtt.Client.Wire;

/// <summary>Whether a packet could be cut out of the stream.</summary>
internal enum MqttFrameStatus
{
    NeedMore,
    Complete,
    TooLarge,
    Malformed,
}
