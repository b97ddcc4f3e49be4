namespace Wattline.Gateway.Runtime.Brokers;

/// <summary>
/// Decides when to stand in for a gateway that is gone: when its state at the broker has been <see cref="Offline"/> for a while, this
/// gateway takes its session over. Brokers differ in what they do with the messages of a lost subscriber of a shared
/// subscription (MQTT 5, 4.8.2, leaves it to them; Mosquitto keeps them for it, and goes on to give it its share): by taking
/// over the session nothing waits for a gateway that does not come back, with any broker. Not for several threads.
/// </summary>
/// <param name="own">This gateway's own session.</param>
/// <param name="afterMs">How long to wait for the other to come back.</param>
/// <param name="jitter">Spreads several gateways.</param>
public sealed class StandIns(string own, long afterMs, Random jitter)
{
    /// <summary>The state of a gateway that is connected.</summary>
    public const string Online = "online";

    /// <summary>The state that the broker, or the gateway at its end, tells.</summary>
    public const string Offline = "offline";

    private readonly Dictionary<string, string> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _due = new(StringComparer.Ordinal);
    private readonly HashSet<string> _holding = new(StringComparer.Ordinal);

    /// <summary>The state of a gateway while this one stands in for it.</summary>
    public string HeldByOwn { get; } = $"held by {own}";

    /// <summary>When to ask <see cref="TakeDue"/>; <see cref="long.MaxValue"/> is never.</summary>
    public long NextWake => _due.Count == 0 ? long.MaxValue : _due.Values.Min();

    /// <summary>A gateway's state was told. An empty one says that there is no such session any more.</summary>
    public void Told(string session, string state, long now)
    {
        if (session == own || (!_states.ContainsKey(session) && _states.Count >= RuntimeLimits.GatewaysMax)) return;
        if (state.Length == 0) _states.Remove(session);
        else _states[session] = state;
        Arm(session, now);
    }

    /// <summary>The sessions to take over now; each is given once, until <see cref="Ended"/>.</summary>
    public IReadOnlyList<string> TakeDue(long now)
    {
        var due = _due.Where(entry => entry.Value <= now).Select(static entry => entry.Key).ToList();
        foreach (var session in due)
        {
            _due.Remove(session);
            _holding.Add(session);
        }
        return due;
    }

    /// <summary>This gateway does not stand in any more: the other came back, another took over, or the connection was lost.</summary>
    public void Ended(string session, long now)
    {
        _holding.Remove(session);
        Arm(session, now);
    }

    private void Arm(string session, long now)
    {
        // A state of our own making without a connection behind it: the broker was started anew, or this gateway was.
        var orphaned = !_holding.Contains(session) && _states.GetValueOrDefault(session) is { } state && (state == Offline || state == HeldByOwn);
        if (!orphaned) _due.Remove(session);
        else _due.TryAdd(session, now + afterMs + jitter.NextInt64(afterMs / 4 + 1));
    }
}
