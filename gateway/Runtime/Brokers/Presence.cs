using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Brokers;

/// <summary>
/// Which concentrators are there, as a broker lets it be known: by their retained status, and by what they send. One that never
/// told a status counts as there for some minutes after its last message. For any thread.
/// </summary>
public sealed class Presence
{
    private const long Told = long.MaxValue;

    private readonly Lock _lock = new();
    private readonly Dictionary<ConcentratorId, (long Last, long Since)> _there = [];

    /// <summary>Who is there, and for how long.</summary>
    /// <param name="now">Milliseconds of a clock that only goes forward.</param>
    public IReadOnlyDictionary<ConcentratorId, TimeSpan> At(long now)
    {
        lock (_lock)
        {
            foreach (var gone in _there.Where(entry => entry.Value.Last != Told && now - entry.Value.Last > RuntimeLimits.HeardMsMax).Select(static entry => entry.Key).ToList())
                _there.Remove(gone);
            return _there.ToDictionary(static entry => entry.Key, entry => TimeSpan.FromMilliseconds(now - entry.Value.Since));
        }
    }

    /// <summary>Its status said that it is there, or is not.</summary>
    /// <param name="concentrator">Which.</param>
    /// <param name="online">What it said.</param>
    /// <param name="now">Milliseconds of a clock that only goes forward.</param>
    public void Status(ConcentratorId concentrator, bool online, long now)
    {
        lock (_lock)
        {
            if (!online) _there.Remove(concentrator);
            else if (HasRoom(concentrator)) _there[concentrator] = (Told, now);
        }
    }

    /// <summary>A message of it came.</summary>
    public void Heard(ConcentratorId concentrator, long now)
    {
        lock (_lock)
        {
            if (!HasRoom(concentrator)) return;
            if (!_there.TryGetValue(concentrator, out var known)) _there[concentrator] = (now, now);
            else if (known.Last != Told) _there[concentrator] = (now, known.Since);
        }
    }

    /// <summary>One beyond the limit is served all the same; only the way down does not know it.</summary>
    private bool HasRoom(ConcentratorId concentrator) => _there.Count < RuntimeLimits.ConcentratorsKnownMax || _there.ContainsKey(concentrator);
}
