using Wattline.Simulators.EventHub.Hubs;

namespace Wattline.Simulators.EventHub.Storage;

/// <summary>Where events outlive the process. What was appended or kept is durable when <see cref="Commit"/> returns.</summary>
public interface IEventStore
{
    /// <summary>When a hub was made, milliseconds since 1970, UTC: consumers know by it that it is another one.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="now">The time now, which is kept when the hub is new.</param>
    long CreatedAt(string hub, long now);

    /// <summary>Gives back what a partition held, oldest first, and what idempotent producers wrote last; its numbers go on.</summary>
    /// <param name="partition">An empty partition.</param>
    /// <param name="trim">Called now and then: lets go what is too old or too much.</param>
    /// <exception cref="IOException">What is there was damaged and not by a crash.</exception>
    void Restore(Partition partition, Action trim);

    /// <summary>Appends an event.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="stored">The event.</param>
    /// <param name="producer">Whose it is; null: of an ordinary producer. It is kept with the event, so that a crash leaves both or neither.</param>
    void Append(Partition partition, in StoredEvent stored, ProducerMark? producer);

    /// <summary>Keeps where an idempotent producer is that has not written yet.</summary>
    void Keep(Partition partition, ProducerMark producer);

    /// <summary>Forgets what the partition's log no longer has.</summary>
    void Trim(Partition partition);

    /// <summary>Makes everything appended and kept so far durable.</summary>
    void Commit();
}
