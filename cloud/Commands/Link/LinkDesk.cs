using System.Collections.Concurrent;
using Wattline.Cloud.Contracts;

namespace Wattline.Cloud.Commands.Link;

/// <summary>The links of this process, one of each gateway: a new one takes the old one's place. For any thread.</summary>
public sealed class LinkDesk
{
    private readonly ConcurrentDictionary<string, (LinkSession Session, Action<LinkEnd> End)> _links = new(StringComparer.Ordinal);

    /// <summary>The links, by gateway.</summary>
    public IReadOnlyList<LinkSession> Links => [.. _links.OrderBy(static link => link.Key, StringComparer.Ordinal).Select(static link => link.Value.Session)];

    /// <summary>A link begins; an older one of the same gateway is ended.</summary>
    /// <param name="session">The link.</param>
    /// <param name="end">Ends it, from any thread.</param>
    /// <returns>Takes it off again.</returns>
    public IDisposable Add(LinkSession session, Action<LinkEnd> end)
    {
        ArgumentNullException.ThrowIfNull(session);
        var added = (session, end);
        (LinkSession Session, Action<LinkEnd> End)? before = null;
        _links.AddOrUpdate(session.Gateway, added, (_, old) =>
        {
            before = old;
            return added;
        });
        before?.End(LinkEnd.Replaced);
        return new Registration(() => _links.TryRemove(new KeyValuePair<string, (LinkSession, Action<LinkEnd>)>(session.Gateway, added)));
    }

    /// <summary>Ends all.</summary>
    public void Stop()
    {
        foreach (var (_, end) in _links.Values) end(LinkEnd.Stopping);
    }

    private sealed class Registration(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
