namespace Wattline.Cloud.Store.Leases;

/// <summary>How a process takes part in a pool of leases.</summary>
public sealed record LeaseSettings
{
    /// <summary>The pool: its leases are shared fairly among its members.</summary>
    public required string Pool { get; init; }

    /// <summary>The leases. Those that are not in the database yet are made.</summary>
    public required IReadOnlyList<string> Leases { get; init; }

    /// <summary>This process's name, another at every start, so that nobody takes what an earlier life held for its own.</summary>
    public required string Member { get; init; }

    /// <summary>
    /// How long a member may be silent before its leases are taken. It decides how soon work goes on after a crash, and nothing else:
    /// what keeps a slow member from writing is the fence.
    /// </summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a member shows that it lives: three beats may be missed.</summary>
    public TimeSpan BeatEvery => Duration / 4;
}
