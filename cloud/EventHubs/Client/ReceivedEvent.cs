using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>An event that came. What the hub says of it is decoded; its own sections are when they are asked for.</summary>
public sealed class ReceivedEvent
{
    private readonly Range _body;
    private readonly Range _properties;
    private readonly Range _application;

    private ReceivedEvent(byte[] message, AmqpFault fault, Range body, Range properties, Range application) =>
        (Message, Fault, _body, _properties, _application) = (message, fault, body, properties, application);

    /// <summary>The whole message.</summary>
    public ReadOnlyMemory<byte> Message { get; }

    /// <summary>Why it cannot be decoded; its number and bytes are all that there is of it then.</summary>
    public AmqpFault Fault { get; private set; }

    /// <summary>Its number in the partition; null when even that cannot be read.</summary>
    public long? Sequence { get; private init; }

    /// <summary>Its offset, opaque; empty when it cannot be read.</summary>
    public string Offset { get; private init; } = "";

    /// <summary>When the hub stored it.</summary>
    public DateTimeOffset EnqueuedAt { get; private init; }

    /// <summary>Its partition key; null: none.</summary>
    public string? PartitionKey { get; private init; }

    /// <summary>The content: the bytes of its data sections; empty when it has none.</summary>
    public ReadOnlyMemory<byte> Body
    {
        get
        {
            var rest = Message.Span[_body];
            if (!MessageSections.TryNextData(ref rest, out var data))
            {
                return default;
            }
            if (rest.IsEmpty)
            {
                // One section, as good as always: its bytes are the last of the body.
                return Message[_body][^data.Length..];
            }
            var joined = new List<byte>();
            do
            {
                joined.AddRange(data);
            }
            while (MessageSections.TryNextData(ref rest, out data));
            return joined.ToArray();
        }
    }

    /// <summary>Its properties: message id, content type and so on.</summary>
    public MessageProperties Properties
    {
        get
        {
            var reader = new AmqpReader(Message.Span[_properties]);
            return reader.AtEnd ? new MessageProperties() : Checked(MessageProperties.Read(ref reader), reader.Fault);
        }
    }

    /// <summary>Its application properties.</summary>
    public AmqpMap Application
    {
        get
        {
            var reader = new AmqpReader(Message.Span[_application]);
            return reader.AtEnd ? AmqpMap.Empty : Checked(reader.ReadMapValue(), reader.Fault);
        }
    }

    /// <summary>Reads a message as it came.</summary>
    /// <param name="message">The bytes; kept.</param>
    /// <param name="last">Where the partition's end was, if the message says so.</param>
    internal static ReceivedEvent Read(byte[] message, out LastEnqueued? last)
    {
        last = null;
        var fault = MessageSections.TryRead(message, out var sections);
        if (fault != AmqpFault.None)
        {
            return new ReceivedEvent(message, fault, default, default, default);
        }
        var reader = new AmqpReader(sections.MessageAnnotations);
        var annotations = sections.MessageAnnotations.IsEmpty ? AmqpMap.Empty : reader.ReadMapValue();
        if (!sections.DeliveryAnnotations.IsEmpty)
        {
            var delivery = new AmqpReader(sections.DeliveryAnnotations);
            last = LastOf(delivery.ReadMapValue());
        }
        return new ReceivedEvent(message, reader.Fault, RangeOf(message, sections.Body), RangeOf(message, sections.Properties), RangeOf(message, sections.ApplicationProperties))
        {
            Sequence = annotations["x-opt-sequence-number"]?.Integer,
            Offset = annotations["x-opt-offset"]?.ToString() ?? "",
            EnqueuedAt = TimeOf(annotations["x-opt-enqueued-time"]),
            PartitionKey = annotations["x-opt-partition-key"]?.Text,
        };
    }

    /// <summary>An event that the consumer's limits did not let in: nothing of it is kept, and those behind it go on.</summary>
    internal static ReceivedEvent TooLarge() => new([], AmqpFault.BadSize, default, default, default);

    private static LastEnqueued? LastOf(AmqpMap map) => map["last_enqueued_sequence_number"]?.Integer is { } sequence
        ? new LastEnqueued(sequence, map["last_enqueued_offset"]?.ToString() ?? "", TimeOf(map["last_enqueued_time_utc"]), TimeOf(map["runtime_info_retrieval_time_utc"]))
        : null;

    private static DateTimeOffset TimeOf(AmqpValue? value) =>
        value?.Integer is { } ms && ms > -62_135_596_800_000 && ms < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : DateTimeOffset.MinValue;

    private static Range RangeOf(ReadOnlySpan<byte> message, ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty || !message.Overlaps(part, out int at))
        {
            return default;
        }
        return at..(at + part.Length);
    }

    private T Checked<T>(T value, AmqpFault fault)
    {
        Fault = Fault == AmqpFault.None ? fault : Fault;
        return value;
    }
}
