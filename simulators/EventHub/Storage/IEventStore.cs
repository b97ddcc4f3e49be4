namespace Wattline.Simulators.EventHub.Storage;

/// <summary>Where events outlive the process. What was appended is durable when <see cref="Commit"/> returns.</summary>
public interface IEventStore
{
    /// <summary>Gives back what a partition held, oldest first.</summary>
    void Restore(string hub, int partition, PartitionLog into);

    /// <summary>Appends an event.</summary>
    void Append(string hub, int partition, in StoredEvent stored);

    /// <summary>Makes everything appended so far durable.</summary>
    void Commit();
}
