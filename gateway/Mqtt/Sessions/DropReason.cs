namespace Wattline.Gateway.Mqtt;

/// <summary>Why a message did not reach a client. Each is counted under its name.</summary>
public enum DropReason
{
    None,

    /// <summary>QoS 0 for a client that is not connected (3.1.2.4).</summary>
    Absent,

    /// <summary>QoS 0 for a client that takes less than it is sent.</summary>
    SlowConsumer,

    /// <summary>QoS 1 or 2 above what may wait for a client.</summary>
    QueueFull,

    /// <summary>Its message expiry interval was over (MQTT 5, 3.3.2.3.3).</summary>
    Expired,

    /// <summary>Larger than the client takes (MQTT 5, 3.1.2-25).</summary>
    TooLargeForClient,

    /// <summary>More than may wait on the way from the intake to those who watch.</summary>
    FanOutFull,

    /// <summary>The last member of a share went, and its session with it.</summary>
    NoMember,

    /// <summary>The session it waited in ended.</summary>
    SessionEnded,

    /// <summary>A will that asked to be retained and could not be.</summary>
    NotRetained,
}
