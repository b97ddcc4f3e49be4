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
    public bool MayPublish(ClientIdentity identity, ReadOnlySpan<byte> topic)
    {
        if (identity.Role != ClientRole.Device)
        {
            return false;
        }
        var name = identity.NameUtf8.Span;
        if (topic.StartsWith(Up))
        {
            var rest = topic[Up.Length..];
            return rest.Length > name.Length + 1 && rest.StartsWith(name) && rest[name.Length] == '/';
        }
        return topic.StartsWith(Status) && topic[Status.Length..].SequenceEqual(name);
    }

    /// <inheritdoc/>
    public bool MaySubscribe(ClientIdentity identity, string filter) => identity.Role switch
    {
        ClientRole.Device => TopicRules.Covers($"v1/down/{identity.Name}/#", filter),
        ClientRole.Operator => identity.Patterns.Any(pattern => TopicRules.Covers(pattern, filter)),
        _ => false,
    };

    /// <inheritdoc/>
    public bool IsForIntake(ReadOnlySpan<byte> topic) => topic.StartsWith(Up);

    /// <inheritdoc/>
    public bool WatchesIntake(string filter)
    {
        var levels = filter.Split('/');
        return levels[0] == "#" || (levels[0] is "+" or "v1" && levels.Length > 1 && levels[1] is "#" or "+" or "up");
    }
}
