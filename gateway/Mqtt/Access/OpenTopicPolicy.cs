namespace Wattline.Gateway.Mqtt;

/// <summary>
/// For measuring and for development: everybody may publish and subscribe everything but <c>$</c>-topics, and everything that is
/// published goes to the intake.
/// </summary>
/// <param name="refusedFilters">Topic filters that nobody may subscribe to, nor anything within them.</param>
public sealed class OpenTopicPolicy(IReadOnlyList<string> refusedFilters) : ITopicPolicy
{
    /// <inheritdoc/>
    public bool MayPublish(ClientIdentity identity, ReadOnlySpan<byte> topic) => !topic.StartsWith((byte)'$');

    /// <inheritdoc/>
    public bool MaySubscribe(ClientIdentity identity, string filter) =>
        filter[0] != '$' && !refusedFilters.Any(refused => TopicRules.Covers(refused, filter));

    /// <inheritdoc/>
    public bool IsForIntake(ReadOnlySpan<byte> topic) => !topic.StartsWith((byte)'$');

    /// <summary>Any: such a will is routed and retained, not kept.</summary>
    public bool MayLeaveWill(ClientIdentity identity, ReadOnlySpan<byte> topic) => MayPublish(identity, topic);

    /// <inheritdoc/>
    public bool WatchesIntake(string filter) => filter[0] != '$';
}
