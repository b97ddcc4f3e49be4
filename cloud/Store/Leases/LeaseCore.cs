namespace Wattline.Cloud.Store.Leases;

/// <summary>
/// Decides what a member does about its pool, from what it saw. It compares no clocks: a lease has expired when its beat has not changed
/// for the whole duration on this member's own steady clock, however wrong anybody's time of day is. A member that did not look for a
/// while (it was paused, or the database was away) has seen nothing in that time and begins to watch anew. Two members may still come
/// to different views; then the claim, which holds only for a lease as it was seen, and the fence decide.
/// </summary>
/// <param name="member">This member.</param>
/// <param name="duration">How long a lease stands without a beat.</param>
/// <param name="random">Which of several free leases are taken: members that look at once shall not all try the same.</param>
public sealed class LeaseCore(string member, TimeSpan duration, Random random)
{
    private readonly long _durationMs = (long)duration.TotalMilliseconds;
    private readonly Dictionary<string, Sighting> _leases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Sighting> _members = new(StringComparer.Ordinal);
    private long? _lookedAt;

    /// <summary>Decides.</summary>
    /// <param name="snapshot">The pool.</param>
    /// <param name="asked">When it was asked for, milliseconds of a steady clock.</param>
    /// <param name="seen">When it was there: a pause in between must not make anybody look dead.</param>
    public LeaseMoves Decide(LeaseSnapshot snapshot, long asked, long seen)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        if (_lookedAt is { } before && asked - before > _durationMs / 2)
        {
            _leases.Clear();
            _members.Clear();
        }

        _lookedAt = seen;
        var silent = snapshot.Members.Where(other => other.Name != member)
            .ToDictionary(static other => other.Name, other => asked - Since(_members, other.Name, new Mark(null, 0, other.Beat), seen), StringComparer.Ordinal);
        var free = new List<LeaseRow>();
        var mine = new List<LeaseRow>();
        var held = silent.Where(other => other.Value < _durationMs).ToDictionary(static other => other.Key, static _ => 0, StringComparer.Ordinal);
        held[member] = 0;
        foreach (var lease in snapshot.Leases)
        {
            var since = Since(_leases, lease.Name, new Mark(lease.Holder, lease.Fence, lease.Beat), seen);
            if (lease.Holder == member) mine.Add(lease);
            if (lease.Holder is null || (lease.Holder != member && asked - since >= _durationMs)) free.Add(lease);
            else if (held.TryGetValue(lease.Holder, out var count)) held[lease.Holder] = count + 1;
        }

        var share = Share(held, snapshot.Leases.Count);
        var surplus = mine.OrderBy(static lease => lease.Name, StringComparer.Ordinal).Skip(share).ToList();
        var wanted = free.ToArray();
        random.Shuffle(wanted);
        return new LeaseMoves(
            mine, wanted.Take(Math.Max(0, share - mine.Count)).ToList(), surplus,
            snapshot.Members.Where(other => silent.GetValueOrDefault(other.Name) >= 4 * _durationMs).ToList());
    }

    /// <summary>
    /// How many leases are this member's: all have the same, and what does not divide stays with those that have most already, so that
    /// nothing moves without need. The order among equals differs from pool to pool, or one member would have the larger part of each.
    /// </summary>
    private int Share(Dictionary<string, int> held, int leases)
    {
        var place = held.OrderByDescending(static other => other.Value).ThenBy(static other => other.Key, StringComparer.Ordinal)
            .TakeWhile(other => other.Key != member).Count();
        return leases / held.Count + (place < leases % held.Count ? 1 : 0);
    }

    private static long Since(Dictionary<string, Sighting> sightings, string name, Mark mark, long seen)
    {
        if (sightings.TryGetValue(name, out var known) && known.Mark == mark) return known.Since;
        sightings[name] = new Sighting(mark, seen);
        return seen;
    }

    private readonly record struct Mark(string? Holder, long Fence, long Beat);

    private readonly record struct Sighting(Mark Mark, long Since);
}
