namespace Wattline.Simulators.EventHub.Storage;

/// <summary>What a record of a segment is. Zero is none, so that a file's empty end is none.</summary>
internal enum RecordKind : ushort
{
    /// <summary>The first of a segment: the number and the offset that go on here, and of the event before its time and, as the group, its offset.</summary>
    Begin = 1,

    /// <summary>An event.</summary>
    Event = 2,

    /// <summary>An event of an idempotent producer.</summary>
    ProducersEvent = 3,

    /// <summary>Where an idempotent producer is.</summary>
    Producer = 4,
}
