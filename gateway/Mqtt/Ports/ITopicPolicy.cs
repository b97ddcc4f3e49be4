namespace Wattline.Gateway.Mqtt;

/// <summary>Decides what an identity may do where. Asked for each message: it must not allocate.</summary>
public interface ITopicPolicy
{
    /// <summary>What is done with a message of this identity to this topic (UTF-8, valid, without wildcards).</summary>
    TopicUse MayPublish(ClientIdentity identity, ReadOnlySpan<byte> topic, int qos);

    /// <summary>
    /// Whether the identity may leave a will there. A will is fired when nobody is there to be told "not now", so it is routed
    /// and retained, and never goes to the intake.
    /// </summary>
    bool MayLeaveWill(ClientIdentity identity, ReadOnlySpan<byte> topic);

    /// <summary>Whether the identity may subscribe to this filter (valid; of a shared one the part behind the share's name).</summary>
    SubscribeAnswer MaySubscribe(ClientIdentity identity, string filter);

    /// <summary>Whether a filter could match a topic that goes to the intake: tells if anybody watches.</summary>
    bool WatchesIntake(string filter);
}
