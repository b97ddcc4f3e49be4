namespace Wattline.Gateway.Mqtt;

/// <summary>Decides what an identity may do where. Asked for each message: it must not allocate.</summary>
public interface ITopicPolicy
{
    /// <summary>Whether the identity may publish to this topic (UTF-8, valid, without wildcards).</summary>
    bool MayPublish(ClientIdentity identity, ReadOnlySpan<byte> topic);

    /// <summary>Whether the identity may subscribe to this filter (valid).</summary>
    bool MaySubscribe(ClientIdentity identity, string filter);

    /// <summary>Whether messages of this topic go to the intake and are acknowledged when durable. All others are routed and retained only.</summary>
    bool IsForIntake(ReadOnlySpan<byte> topic);

    /// <summary>
    /// Whether the identity may leave a will for this topic. A will is fired when nobody is there to be told "not now", so it may
    /// only be state, never a message to be kept.
    /// </summary>
    bool MayLeaveWill(ClientIdentity identity, ReadOnlySpan<byte> topic) => MayPublish(identity, topic) && !IsForIntake(topic);

    /// <summary>Whether a filter could match a topic that goes to the intake: tells if anybody watches.</summary>
    bool WatchesIntake(string filter);
}
