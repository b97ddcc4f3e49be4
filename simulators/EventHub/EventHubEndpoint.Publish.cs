using Wattline.Cloud.EventHubs.Entities;
using Wattline.Cloud.EventHubs.Events;
using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Simulators.EventHub.Storage;

namespace Wattline.Simulators.EventHub;

/// <content>What is stored: all events of a publication or none.</content>
public sealed partial class EventHubEndpoint
{
    private const int ThrottleStepMs = 10;

    /// <summary>Events of one publication: as many as the smallest event allows in the largest message.</summary>
    private const int EventsMax = 100_000;

    private static TimeSpan TrimEvery => TimeSpan.FromSeconds(10);

    /// <summary>Stores a publication that did not come over AMQP.</summary>
    /// <param name="hub">The hub.</param>
    /// <param name="partition">The partition; null: by the key, or in turn.</param>
    /// <param name="batch">The events.</param>
    public PublishResult Publish(Hub hub, Partition? partition, EventBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        lock (Gate)
        {
            var result = StoreLocked(hub, partition, batch.Message, isBatch: true, producer: null);
            _store?.Commit();
            PumpLocked();
            return result;
        }
    }

    internal PublishResult StoreLocked(Hub hub, Partition? partition, ReadOnlySpan<byte> message, bool isBatch, long? producer)
    {
        if (MessageSections.TryRead(message, out var envelope) is var fault and not AmqpFault.None)
        {
            return Refused(ErrorCondition.DecodeError, $"The message could not be decoded: {fault}.");
        }
        var (events, bytes, refusal) = Judge(envelope, message.Length, isBatch, out var key);
        if (refusal is not null)
        {
            return new PublishResult(0, refusal);
        }
        partition ??= key.IsEmpty ? hub.NextInTurn() : hub.Partitions[PartitionHash.PartitionOf(key, hub.Partitions.Count)];
        ProducerMark? mark = null;
        int skip = 0;
        if (producer is { } group && Follows(partition, group, FirstOf(envelope, isBatch), events, out mark, out skip) is { } verdict)
        {
            return verdict;
        }
        if (!Throughput.TryIn(events, bytes, Now))
        {
            Counters.Throttled++;
            return Refused(ErrorCondition.ServerBusy, "The request was terminated because the namespace is being throttled. Error code: 50002. Please wait 4 seconds and try again.");
        }
        long utcNow = Math.Max(UtcNow, partition.Log.LastEnqueuedAt);
        if (isBatch)
        {
            var body = envelope.Body;
            for (int i = 0; MessageSections.TryNextData(ref body, out var data); i++)
            {
                if (i < skip)
                {
                    continue;
                }
                _ = MessageSections.TryRead(data, out var inner);
                var own = EventWriter.KeyOf(inner);
                Append(partition, inner, own.IsEmpty ? key : own, utcNow, MarkOf(mark, i));
            }
        }
        else
        {
            Append(partition, envelope, key, utcNow, mark);
        }
        _grown.Add(partition);
        Counters.EventsIn += events - skip;
        Counters.BytesIn += bytes;
        return new PublishResult(events - skip, null);
    }

    private static (int Events, long Bytes, AmqpError? Refusal) Judge(scoped in MessageSections envelope, int length, bool isBatch, out ReadOnlySpan<byte> key)
    {
        key = EventWriter.KeyOf(envelope);
        if (!isBatch)
        {
            return (1, length, null);
        }
        int events = 0;
        var body = envelope.Body;
        while (MessageSections.TryNextData(ref body, out var data))
        {
            if (MessageSections.TryRead(data, out var inner) is var fault and not AmqpFault.None)
            {
                return (0, 0, new AmqpError(ErrorCondition.DecodeError, $"Event {events} of the batch could not be decoded: {fault}."));
            }
            if (key.IsEmpty)
            {
                key = EventWriter.KeyOf(inner);
            }
            events++;
        }
        return !body.IsEmpty || events is 0 or > EventsMax
            ? (0, 0, new AmqpError(ErrorCondition.InvalidField, "A batch has data sections and nothing else, and at least one."))
            : (events, length, null);
    }

    private void Append(Partition partition, in MessageSections message, ReadOnlySpan<byte> key, long utcNow, ProducerMark? producer)
    {
        var log = partition.Log;
        var room = log.Room(EventWriter.BytesMax(message, key));
        int length = EventWriter.Write(room, message, key, log.NextSequence, log.NextOffset, utcNow);
        if (length < 0)
        {
            // The annotations are no map: the event itself is whole, so it is stored without them.
            var bare = message.Bare;
            _ = MessageSections.TryRead(bare, out var stripped);
            length = EventWriter.Write(room, stripped, key, log.NextSequence, log.NextOffset, utcNow);
        }
        var stored = log.Append(length, utcNow);
        if (producer is { } mark)
        {
            partition.Producers.Set(mark.Group, mark.State);
        }
        _store?.Append(partition, stored, producer);
    }

    private static PublishResult Refused(string condition, string description) => new(0, new AmqpError(condition, description));

    private static MessageSections FirstOf(scoped in MessageSections envelope, bool isBatch)
    {
        if (!isBatch)
        {
            return envelope;
        }
        var body = envelope.Body;
        _ = MessageSections.TryNextData(ref body, out var data);
        _ = MessageSections.TryRead(data, out var inner);
        return inner;
    }

    /// <summary>The mark of a batch's event, whose numbers count by one.</summary>
    private static ProducerMark? MarkOf(ProducerMark? first, int index) =>
        first is { } mark ? mark with { State = mark.State with { Sequence = mark.State.Sequence + index } } : null;

    /// <summary>Whether an idempotent producer's events follow what it wrote last.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="group">The producer's group.</param>
    /// <param name="first">The first event.</param>
    /// <param name="events">How many there are.</param>
    /// <param name="mark">The first event's.</param>
    /// <param name="skip">How many of them are stored already: a crash may have kept a part of a publication.</param>
    /// <returns>What is to be said instead of storing; null when they are to be stored.</returns>
    private static PublishResult? Follows(Partition partition, long group, in MessageSections first, int events, out ProducerMark? mark, out int skip)
    {
        (mark, skip) = (null, 0);
        var state = partition.Producers.Of(group) ?? new ProducerState(0, 0);
        if (first.MessageAnnotations.IsEmpty)
        {
            return Refused(ErrorCondition.InvalidField, "An idempotent producer's events have a sequence number.");
        }
        var reader = new AmqpReader(first.MessageAnnotations);
        var annotations = reader.ReadMapValue();
        if (annotations["com.microsoft:producer-sequence-number"]?.Integer is not { } sequence || sequence < 0 || sequence + events > int.MaxValue)
        {
            return Refused(ErrorCondition.InvalidField, "An idempotent producer's events have a sequence number.");
        }
        if (annotations["com.microsoft:producer-epoch"]?.Integer is { } epoch && epoch < state.Epoch)
        {
            return Refused(ErrorCondition.ProducerEpochStolen, "Another producer of the group has a higher epoch.");
        }
        if (sequence + events - 1 <= state.Sequence)
        {
            return new PublishResult(0, null); // Stored already: the producer did not hear of it.
        }
        if (sequence > state.Sequence + 1L)
        {
            return Refused(ErrorCondition.OutOfOrderSequence, $"Sequence number {sequence} does not follow {state.Sequence}.");
        }
        skip = (int)(state.Sequence + 1L - sequence);
        mark = new ProducerMark(group, state with { Sequence = (int)sequence });
        return null;
    }
}
