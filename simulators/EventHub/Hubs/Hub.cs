namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>A hub.</summary>
public sealed class Hub
{
    private readonly HashSet<string> _groups;
    private int _turn;

    internal Hub(HubSettings settings, long createdAt)
    {
        (Settings, CreatedAt) = (settings, createdAt);
        Partitions = [.. Enumerable.Range(0, settings.Partitions).Select(number => new Partition(this, number))];
        _groups = new HashSet<string>(settings.ConsumerGroups, StringComparer.OrdinalIgnoreCase) { HubSettings.DefaultGroup };
    }

    /// <summary>As it was ordered.</summary>
    public HubSettings Settings { get; }

    /// <summary>Its name.</summary>
    public string Name => Settings.Name;

    /// <summary>Its partitions.</summary>
    public IReadOnlyList<Partition> Partitions { get; }

    /// <summary>When it was made: milliseconds since 1970, UTC.</summary>
    public long CreatedAt { get; }

    /// <summary>Whether it has a consumer group, whatever the case of its letters.</summary>
    public bool HasGroup(string group) => _groups.Contains(group);

    /// <summary>The partition of a number as clients write it; null when there is none.</summary>
    public Partition? PartitionOf(string? number) =>
        int.TryParse(number, System.Globalization.NumberStyles.None, null, out int index) && index < Partitions.Count ? Partitions[index] : null;

    /// <summary>The next partition in turn.</summary>
    internal Partition NextInTurn() => Partitions[(_turn++ & int.MaxValue) % Partitions.Count];
}
