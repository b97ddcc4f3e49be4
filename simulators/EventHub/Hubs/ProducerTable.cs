namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>What idempotent producers wrote last into a partition, under their group's number.</summary>
public sealed class ProducerTable
{
    /// <summary>Groups that are known: anybody may open another one, and each costs memory. Beyond, who was not heard of longest is forgotten.</summary>
    public const int GroupsMax = 1_000;

    private readonly Dictionary<long, (ProducerState State, long Turn)> _states = [];
    private long _turn;

    /// <summary>All of them.</summary>
    public IEnumerable<(long Group, ProducerState State)> All => _states.Select(entry => (entry.Key, entry.Value.State));

    /// <summary>A group's; null when it is not known.</summary>
    public ProducerState? Of(long group) => _states.TryGetValue(group, out var known) ? known.State : null;

    /// <summary>Notes a group's.</summary>
    public void Set(long group, ProducerState state)
    {
        if (_states.Count >= GroupsMax && !_states.ContainsKey(group))
        {
            _states.Remove(_states.MinBy(entry => entry.Value.Turn).Key);
        }
        _states[group] = (state, ++_turn);
    }
}
