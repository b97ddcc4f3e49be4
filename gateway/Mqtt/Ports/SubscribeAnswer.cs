namespace Wattline.Gateway.Mqtt;

/// <summary>Whether a filter may be subscribed to.</summary>
public enum SubscribeAnswer
{
    None,

    /// <summary>Yes.</summary>
    Granted,

    /// <summary>Not by this identity: 0x87 in MQTT 5, 0x80 in 3.1.1.</summary>
    NotAuthorized,

    /// <summary>By nobody: 0x80 in both versions.</summary>
    Refused,
}
