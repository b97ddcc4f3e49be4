namespace Wattline.Cloud.Store;

/// <summary>The tables of one room. Each room owns its tables and hands their steps to the store, which runs them.</summary>
public sealed record RoomSchema
{
    /// <param name="room">The room's name in the version table: never changed once released.</param>
    /// <param name="steps">All steps, in order, from 1.</param>
    /// <exception cref="ArgumentException">The steps are not numbered 1, 2, 3 …</exception>
    public RoomSchema(string room, params IReadOnlyList<Migration> steps)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(room);
        ArgumentNullException.ThrowIfNull(steps);
        for (var i = 0; i < steps.Count; i++)
            if (steps[i].Number != i + 1) throw new ArgumentException($"Step {i + 1} of room {room} is numbered {steps[i].Number}.", nameof(steps));
        Room = room;
        Steps = steps;
    }

    public string Room { get; }

    public IReadOnlyList<Migration> Steps { get; }

    /// <summary>What each new connection to PostgreSQL begins with: the room's temporary tables. Empty for nothing.</summary>
    public string PostgresSession { get; init; } = "";
}
