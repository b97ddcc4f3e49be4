using System.Text;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Events;

/// <summary>Writes an event as a message (OASIS AMQP 1.0, 3.2), field by field into the buffer.</summary>
internal static class EventEncoder
{
    /// <summary>Writes the message.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="data">The event.</param>
    /// <param name="partitionKey">The key for the annotations; null: none.</param>
    /// <param name="producer">Of an idempotent producer: group, epoch and the event's number; null for an ordinary one.</param>
    public static void Write(ref AmqpWriter writer, EventData data, string? partitionKey, ProducerStamp? producer)
    {
        if (partitionKey is not null || producer is not null)
        {
            Annotations(ref writer, partitionKey, producer);
        }
        if (data.MessageId is not null || data.CorrelationId is not null || data.ContentType is not null || data.ContentEncoding is not null)
        {
            Properties(ref writer, data);
        }
        if (data.Properties.Count > 0)
        {
            writer.Descriptor(Descriptors.ApplicationProperties);
            int mark = writer.BeginMap();
            for (int i = 0; i < data.Properties.Count; i++)
            {
                writer.String(data.Properties[i].Key);
                writer.Value(data.Properties[i].Value);
            }
            writer.End(mark, 2 * data.Properties.Count);
        }
        writer.Descriptor(Descriptors.Data);
        writer.Binary(data.Body.Span);
    }

    /// <summary>Writes the annotations of an event or of a batch's envelope.</summary>
    public static void Annotations(ref AmqpWriter writer, string? partitionKey, ProducerStamp? producer)
    {
        writer.Descriptor(Descriptors.MessageAnnotations);
        int mark = writer.BeginMap();
        int count = 0;
        if (partitionKey is not null)
        {
            writer.Symbol("x-opt-partition-key"u8);
            writer.String(partitionKey);
            count += 2;
        }
        if (producer is { } stamp)
        {
            writer.Symbol("com.microsoft:producer-id"u8);
            writer.Long(stamp.Group);
            writer.Symbol("com.microsoft:producer-epoch"u8);
            writer.Short(stamp.Epoch);
            writer.Symbol("com.microsoft:producer-sequence-number"u8);
            writer.FixedInt(stamp.Sequence);
            count += 6;
        }
        writer.End(mark, count);
    }

    /// <summary>Bytes that an event takes at most.</summary>
    public static int BytesMax(EventData data, string? partitionKey)
    {
        int bytes = 256 + data.Body.Length + TextMax(partitionKey) + TextMax(data.MessageId) + TextMax(data.CorrelationId)
            + TextMax(data.ContentType) + TextMax(data.ContentEncoding);
        for (int i = 0; i < data.Properties.Count; i++)
        {
            var (name, value) = data.Properties[i];
            bytes += TextMax(name) + TextMax(value.Text) + (value.Bytes?.Length ?? 0) + 32;
        }
        return bytes;
    }

    private static int TextMax(string? text) => text is null ? 0 : Encoding.UTF8.GetMaxByteCount(text.Length) + 5;

    private static void Properties(ref AmqpWriter writer, EventData data)
    {
        writer.Descriptor(Descriptors.Properties);
        int mark = writer.BeginList();
        writer.StringOrNull(data.MessageId);
        writer.Null();
        writer.Null();
        writer.Null();
        writer.Null();
        writer.StringOrNull(data.CorrelationId);
        writer.SymbolOrNull(data.ContentType);
        writer.SymbolOrNull(data.ContentEncoding);
        writer.End(mark, 8);
    }
}
