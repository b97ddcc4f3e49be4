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

    /// <summary>Whether a filter could match a topic that goes to the intake: tells if anybody watches.</summary>
    bool WatchesIntake(string filter);
}
