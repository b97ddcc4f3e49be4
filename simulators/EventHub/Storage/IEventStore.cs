namespace Wattline.Simulators.EventHub.Storage;

/// <summary>Where events outlive the process. What was appended is durable when <see cref="Commit"/> returns.</summary>
public interface IEventStore
{
    /// <summary>Gives back what a partition held, oldest first, and forgets what is older than a time.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="partition">The partition's number.</param>
    /// <param name="into">An empty log.</param>
    /// <param name="olderThan">Milliseconds since 1970, UTC. The last event stays whatever its age: numbers go on from it.</param>
    void Restore(string hub, int partition, PartitionLog into, long olderThan);

    /// <summary>Appends an event.</summary>
    void Append(string hub, int partition, in StoredEvent stored);

    /// <summary>Makes everything appended so far durable.</summary>
    void Commit();
}
