namespace Wattline.Gateway.Mqtt.Client;

/// <summary>What became of a message to be published.</summary>
public enum MqttPublishOutcome
{
    None,

    /// <summary>Taken; it is kept until the server has it, over any number of connections.</summary>
    Queued,

    /// <summary>QoS 0: on its way. QoS 1 and 2: the server has it.</summary>
    Sent,

    /// <summary>The server has it, or not, and will not take it; its reason code is beside this.</summary>
    Refused,

    /// <summary>Larger than the server, or this client, allows.</summary>
    TooLarge,

    /// <summary>Too much waits already.</summary>
    Full,

    /// <summary>QoS 0 and no connection: dropped.</summary>
    NotConnected,

    /// <summary>The client stopped first; whether the server has it is unknown.</summary>
    Stopped,
}
