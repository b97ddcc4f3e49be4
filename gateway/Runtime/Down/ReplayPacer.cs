namespace Wattline.Gateway.Runtime.Down;

/// <summary>Lets each replay request through at most once a minute: the cloud repeats it until it is answered, and a concentrator needs time to answer.</summary>
public sealed class ReplayPacer
{
    /// <summary>Milliseconds between two commands of the same request.</summary>
    public const long EveryMs = 60_000;

    private readonly Dictionary<long, long> _sent = [];

    /// <summary>True when the request may be sent now; it then counts as sent.</summary>
    public bool TryPass(long id, long now)
    {
        if (_sent.TryGetValue(id, out var last) && now - last < EveryMs) return false;
        _sent[id] = now;
        return true;
    }

    /// <summary>Forgets requests that are not open any more.</summary>
    public void KeepOnly(IReadOnlySet<long> open)
    {
        foreach (var id in _sent.Keys.Where(id => !open.Contains(id)).ToList()) _sent.Remove(id);
    }
}
