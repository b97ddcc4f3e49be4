namespace Wattline.Gateway.Mqtt;

/// <summary>Retained messages by the levels of their topics, so that a filter costs what it matches. One user at a time.</summary>
internal sealed class RetainedTree
{
    private readonly Node _root = new();

    public int Count { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>How many of them have an end.</summary>
    public int Ending { get; private set; }

    public Downlink? Find(string topic)
    {
        var node = _root;
        foreach (var level in topic.AsSpan().Split('/'))
        {
            if (node.Children is null || !node.Children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(topic.AsSpan()[level], out node))
            {
                return null;
            }
        }
        return node.Message;
    }

    public void Set(string topic, Downlink message)
    {
        var node = _root;
        foreach (var level in topic.Split('/'))
        {
            node.Children ??= new(StringComparer.Ordinal);
            if (!node.Children.TryGetValue(level, out var child))
            {
                node.Children[level] = child = new();
            }
            node = child;
        }
        Count += node.Message is null ? 1 : 0;
        Bytes += message.Bytes - (node.Message?.Bytes ?? 0);
        Ending += (message.HasEnd ? 1 : 0) - (node.Message is { HasEnd: true } ? 1 : 0);
        node.Message = message;
    }

    public void Remove(string topic) => Remove(_root, topic.Split('/'), 0);

    /// <summary>Topics whose message is not to be sent any more.</summary>
    public List<string> Expired(TimeSpan now)
    {
        var all = new List<Downlink>();
        if (Ending > 0)
        {
            MatchAll(_root, root: false, all);
        }
        return [.. all.Where(message => message.IsExpired(now)).Select(message => message.Topic)];
    }

    public void Match(string filter, List<Downlink> into) => Match(_root, filter.Split('/'), 0, into);

    private void Remove(Node node, string[] levels, int depth)
    {
        if (depth == levels.Length)
        {
            Count -= node.Message is null ? 0 : 1;
            Bytes -= node.Message?.Bytes ?? 0;
            Ending -= node.Message is { HasEnd: true } ? 1 : 0;
            node.Message = null;
        }
        else if (node.Children is { } children && children.TryGetValue(levels[depth], out var child))
        {
            Remove(child, levels, depth + 1);
            if (child.Message is null && child.Children is null or { Count: 0 })
            {
                children.Remove(levels[depth]);
            }
        }
    }

    private static void Match(Node node, string[] levels, int depth, List<Downlink> into)
    {
        if (depth == levels.Length)
        {
            Collect(node.Message, into);
        }
        else if (levels[depth] == "#")
        {
            // The parent level matches as well (4.7.1.2).
            MatchAll(node, depth == 0, into);
        }
        else if (levels[depth] == "+")
        {
            foreach (var (level, child) in node.Children ?? [])
            {
                if (depth > 0 || !level.StartsWith('$'))
                {
                    Match(child, levels, depth + 1, into);
                }
            }
        }
        else if (node.Children is { } children && children.TryGetValue(levels[depth], out var exact))
        {
            Match(exact, levels, depth + 1, into);
        }
    }

    private static void MatchAll(Node node, bool root, List<Downlink> into)
    {
        Collect(node.Message, into);
        foreach (var (level, child) in node.Children ?? [])
        {
            if (!root || !level.StartsWith('$'))
            {
                MatchAll(child, root: false, into);
            }
        }
    }

    private static void Collect(Downlink? message, List<Downlink> into)
    {
        if (message is not null)
        {
            into.Add(message);
        }
    }

    private sealed class Node
    {
        public Dictionary<string, Node>? Children { get; set; }

        public Downlink? Message { get; set; }
    }
}
