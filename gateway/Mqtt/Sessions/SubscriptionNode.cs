namespace Wattline.Gateway.Mqtt;

/// <summary>A level of the subscription tree.</summary>
internal sealed class SubscriptionNode(SubscriptionNode? parent, string level)
{
    public SubscriptionNode? Parent { get; } = parent;

    public string Level { get; } = level;

    /// <summary>By levels that are no wildcards.</summary>
    public Dictionary<string, SubscriptionNode>? Children { get; set; }

    /// <summary>The child for <c>+</c>.</summary>
    public SubscriptionNode? Plus { get; set; }

    /// <summary>The child for <c>#</c>.</summary>
    public SubscriptionNode? Hash { get; set; }

    public List<Subscription>? Subscriptions { get; set; }

    public List<ShareGroup>? Groups { get; set; }

    public bool IsEmpty => Subscriptions is null && Groups is null && Children is null && Plus is null && Hash is null;

    public SubscriptionNode Child(ReadOnlySpan<char> level)
    {
        if (level is "+")
        {
            return Plus ??= new(this, "+");
        }
        if (level is "#")
        {
            return Hash ??= new(this, "#");
        }
        Children ??= new(StringComparer.Ordinal);
        if (!Children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(level, out var child))
        {
            var name = level.ToString();
            Children[name] = child = new(this, name);
        }
        return child;
    }

    public void Drop(SubscriptionNode child)
    {
        if (child == Plus)
        {
            Plus = null;
        }
        else if (child == Hash)
        {
            Hash = null;
        }
        else if (Children is not null && Children.Remove(child.Level) && Children.Count == 0)
        {
            Children = null;
        }
    }
}
