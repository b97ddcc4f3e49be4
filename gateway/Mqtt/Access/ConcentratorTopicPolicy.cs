namespace Wattline.Gateway.Mqtt;

/// <summary>
/// The topics of docs/uplink.md: a concentrator publishes below its own <c>v1/up/</c> and at its own <c>v1/status/</c>, and
/// subscribes below its own <c>v1/down/</c>. An operator subscribes within its patterns and publishes nothing.
/// </summary>
public sealed class ConcentratorTopicPolicy : ITopicPolicy
{
    private static ReadOnlySpan<byte> Up => "v1/up/"u8;

    private static ReadOnlySpan<byte> Status => "v1/status/"u8;

    /// <inheritdoc/>
    public TopicUse MayPublish(ClientIdentity identity, ReadOnlySpan<byte> topic, int qos)
    {
        if (identity.Role != ClientRole.Device)
        {
            return TopicUse.None;
        }
        var name = identity.NameUtf8.Span;
        if (topic.StartsWith(Up))
        {
            var rest = topic[Up.Length..];
            return rest.Length > name.Length + 1 && rest.StartsWith(name) && rest[name.Length] == '/'
                ? TopicUse.Journal | TopicUse.Route
                : TopicUse.None;
        }
        return topic.StartsWith(Status) && topic[Status.Length..].SequenceEqual(name) ? TopicUse.Route | TopicUse.Retain : TopicUse.None;
    }

    /// <inheritdoc/>
    public bool MayLeaveWill(ClientIdentity identity, ReadOnlySpan<byte> topic) =>
        !topic.StartsWith(Up) && MayPublish(identity, topic, qos: 0) != TopicUse.None;

    /// <inheritdoc/>
    public SubscribeAnswer MaySubscribe(ClientIdentity identity, string filter)
    {
        var may = identity.Role switch
        {
            ClientRole.Device => TopicRules.Covers($"v1/down/{identity.Name}/#", filter),
            ClientRole.Operator => identity.Patterns.Any(pattern => TopicRules.Covers(pattern, filter)),
            _ => false,
        };
        return may ? SubscribeAnswer.Granted : SubscribeAnswer.NotAuthorized;
    }

    /// <inheritdoc/>
    public bool WatchesIntake(string filter)
    {
        var levels = filter.Split('/');
        return levels[0] == "#" || (levels[0] is "+" or "v1" && levels.Length > 1 && levels[1] is "#" or "+" or "up");
    }
}
