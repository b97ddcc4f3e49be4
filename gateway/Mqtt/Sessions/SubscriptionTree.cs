namespace Wattline.Gateway.Mqtt;

/// <summary>Who subscribed to what, by the levels of the filters. One user at a time. Matching allocates nothing.</summary>
internal sealed class SubscriptionTree
{
    private readonly SubscriptionNode _root = new(null, "");

    /// <summary>Adds a subscription that is not in the tree.</summary>
    public void Add(Subscription subscription)
    {
        var shared = SharedFilter.IsShared(subscription.Filter);
        var (group, filter) = ("", subscription.Filter);
        if (shared)
        {
            SharedFilter.TrySplit(subscription.Filter, out group, out filter);
        }
        var node = _root;
        foreach (var level in filter.AsSpan().Split('/'))
        {
            node = node.Child(filter.AsSpan()[level]);
        }
        subscription.Node = node;
        if (!shared)
        {
            Append(node.Subscriptions ??= [], subscription);
            return;
        }
        node.Groups ??= [];
        subscription.Group = node.Groups.Find(known => known.Name == group);
        if (subscription.Group is null)
        {
            node.Groups.Add(subscription.Group = new(group, subscription.Filter));
        }
        Append(subscription.Group.Members, subscription);
    }

    /// <summary>Takes a subscription out, and the levels that nobody needs any more: names are the clients' choice and must not gather.</summary>
    public static void Remove(Subscription subscription)
    {
        var node = subscription.Node!;
        if (subscription.Group is { } group)
        {
            TakeOut(group.Members, subscription);
            if (group.Members.Count == 0 && node.Groups!.Remove(group) && node.Groups.Count == 0)
            {
                node.Groups = null;
            }
        }
        else
        {
            TakeOut(node.Subscriptions!, subscription);
            node.Subscriptions = node.Subscriptions!.Count == 0 ? null : node.Subscriptions;
        }
        while (node.IsEmpty && node.Parent is { } parent)
        {
            parent.Drop(node);
            node = parent;
        }
        subscription.Node = null;
    }

    /// <summary>Collects the subscriptions that match, and the shares.</summary>
    public void Match(string topic, List<Subscription> subscriptions, List<ShareGroup> groups)
    {
        // Wildcards at the first level do not match topics that begin with $ (4.7.2-1).
        Match(_root, topic, end: false, wildcards: topic[0] != '$', subscriptions, groups);
    }

    private static void Match(
        SubscriptionNode node, ReadOnlySpan<char> rest, bool end, bool wildcards, List<Subscription> subscriptions, List<ShareGroup> groups)
    {
        if (wildcards && node.Hash is { } all)
        {
            Collect(all, subscriptions, groups);
        }
        if (end)
        {
            Collect(node, subscriptions, groups);
            return;
        }
        var slash = rest.IndexOf('/');
        var level = slash < 0 ? rest : rest[..slash];
        var next = slash < 0 ? default : rest[(slash + 1)..];
        if (node.Children is { } children && children.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(level, out var exact))
        {
            Match(exact, next, slash < 0, wildcards: true, subscriptions, groups);
        }
        if (wildcards && node.Plus is { } any)
        {
            Match(any, next, slash < 0, wildcards: true, subscriptions, groups);
        }
    }

    private static void Collect(SubscriptionNode node, List<Subscription> subscriptions, List<ShareGroup> groups)
    {
        if (node.Subscriptions is { } own)
        {
            subscriptions.AddRange(own);
        }
        if (node.Groups is { } shares)
        {
            groups.AddRange(shares);
        }
    }

    private static void Append(List<Subscription> list, Subscription subscription)
    {
        subscription.Index = list.Count;
        list.Add(subscription);
    }

    private static void TakeOut(List<Subscription> list, Subscription subscription)
    {
        var last = list[^1];
        (list[subscription.Index], last.Index) = (last, subscription.Index);
        list.RemoveAt(list.Count - 1);
    }
}
