namespace Wattline.Gateway.Mqtt;

/// <summary>
/// For measuring and for development: everybody may publish and subscribe everything that is not the broker's own, and whatever
/// is published with QoS 1 or 2 goes to the intake.
/// </summary>
/// <param name="refusedFilters">Topic filters that nobody may subscribe to, nor anything within them.</param>
public sealed class OpenTopicPolicy(IReadOnlyList<string> refusedFilters) : ITopicPolicy
{
    /// <inheritdoc/>
    public TopicUse MayPublish(ClientIdentity identity, ReadOnlySpan<byte> topic, int qos) =>
        IsOurs(topic) ? TopicUse.None
        : topic.StartsWith("v1/up/"u8) ? TopicUse.Journal | TopicUse.Route
        : (qos > 0 ? TopicUse.Journal : TopicUse.None) | TopicUse.Route | TopicUse.Retain;

    /// <summary>Any: such a will is routed and retained, not kept.</summary>
    public bool MayLeaveWill(ClientIdentity identity, ReadOnlySpan<byte> topic) => !IsOurs(topic);

    /// <inheritdoc/>
    public SubscribeAnswer MaySubscribe(ClientIdentity identity, string filter) =>
        filter == "$SYS" || filter.StartsWith("$SYS/", StringComparison.Ordinal)
            || refusedFilters.Any(refused => TopicRules.Covers(refused, filter))
            ? SubscribeAnswer.Refused
            : SubscribeAnswer.Granted;

    /// <summary>Any.</summary>
    public bool WatchesIntake(string filter) => true;

    /// <summary>What only a broker may say (4.7.2). Other topics that begin with $ are let through: in 3.1.1 a refusal would end the connection.</summary>
    private static bool IsOurs(ReadOnlySpan<byte> topic) => topic.StartsWith("$SYS/"u8) || topic.StartsWith("$share/"u8);
}
