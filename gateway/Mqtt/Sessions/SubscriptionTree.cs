namespace Wattline.Gateway.Mqtt;

/// <summary>Who subscribed to what, by the levels of the filters. One user at a time.</summary>
internal sealed class SubscriptionTree
{
    private readonly Node _root = new();

    /// <summary>Adds or replaces a subscription.</summary>
    public void Add(string filter, Session session, int qos)
    {
        var node = _root;
        foreach (var level in filter.Split('/'))
        {
            node.Children ??= new(StringComparer.Ordinal);
            if (!node.Children.TryGetValue(level, out var child))
            {
                node.Children[level] = child = new();
            }
            node = child;
        }
        node.Sessions ??= [];
        node.Sessions[session] = qos;
    }

    public void Remove(string filter, Session session) => Remove(_root, filter.Split('/'), 0, session);

    /// <summary>Collects each session that matches, once, with the highest QoS of its matching filters.</summary>
    public void Match(string topic, Dictionary<Session, int> into) => Match(_root, topic.Split('/'), 0, topic[0] == '$', into);

    private static void Remove(Node node, string[] levels, int depth, Session session)
    {
        if (depth == levels.Length)
        {
            node.Sessions?.Remove(session);
        }
        else if (node.Children is { } children && children.TryGetValue(levels[depth], out var child))
        {
            Remove(child, levels, depth + 1, session);
            // Nodes that nobody needs go: names are the clients' choice and must not gather.
            if (child.Sessions is null or { Count: 0 } && child.Children is null or { Count: 0 })
            {
                children.Remove(levels[depth]);
            }
        }
    }

    private static void Match(Node node, string[] levels, int depth, bool dollar, Dictionary<Session, int> into)
    {
        // Wildcards at the first level do not match topics that begin with $ (4.7.2-1).
        var wildcards = depth > 0 || !dollar;
        if (node.Children is { } children)
        {
            if (wildcards && children.TryGetValue("#", out var all))
            {
                Collect(all, into);
            }
            if (depth < levels.Length)
            {
                if (children.TryGetValue(levels[depth], out var exact))
                {
                    Match(exact, levels, depth + 1, dollar, into);
                }
                if (wildcards && children.TryGetValue("+", out var any))
                {
                    Match(any, levels, depth + 1, dollar, into);
                }
            }
        }
        if (depth == levels.Length)
        {
            Collect(node, into);
        }
    }

    private static void Collect(Node node, Dictionary<Session, int> into)
    {
        foreach (var (session, qos) in node.Sessions ?? [])
        {
            into[session] = Math.Max(qos, into.GetValueOrDefault(session));
        }
    }

    private sealed class Node
    {
        public Dictionary<string, Node>? Children { get; set; }

        public Dictionary<Session, int>? Sessions { get; set; }
    }
}
