using System.Globalization;
using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Simulators.EventHub.Hubs;

/// <summary>Writes an event as receivers get it: annotations of the service, those of the sender, and the bare message untouched.</summary>
internal static class EventWriter
{
    /// <summary>Bytes that the service's annotations need beside the key.</summary>
    private const int AnnotationsBytes = 160;

    /// <summary>Bytes that an event may take with a key and a message of given sizes.</summary>
    public static int BytesMax(scoped in MessageSections message, ReadOnlySpan<byte> key) =>
        AnnotationsBytes + key.Length + message.MessageAnnotations.Length + message.Bare.Length;

    /// <summary>Writes the event.</summary>
    /// <returns>Its length; -1 when the sender's annotations are no map.</returns>
    public static int Write(Span<byte> at, scoped in MessageSections message, ReadOnlySpan<byte> key, long sequence, long offset, long enqueuedAt)
    {
        var writer = new AmqpWriter(at);
        writer.Descriptor(Descriptors.MessageAnnotations);
        int mark = writer.BeginMap();
        Span<byte> digits = stackalloc byte[20];
        offset.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        writer.Symbol("x-opt-offset"u8);
        writer.Utf8(digits[..length]);
        writer.Symbol("x-opt-sequence-number"u8);
        writer.Long(sequence);
        writer.Symbol("x-opt-enqueued-time"u8);
        writer.Timestamp(enqueuedAt);
        int count = 6;
        if (!key.IsEmpty)
        {
            writer.Symbol("x-opt-partition-key"u8);
            writer.Utf8(key);
            count += 2;
        }
        if (!message.MessageAnnotations.IsEmpty && !TryCopy(message.MessageAnnotations, ref writer, ref count))
        {
            return -1;
        }
        writer.End(mark, count);
        writer.Raw(message.Bare);
        return writer.Overflow ? -1 : writer.Position;
    }

    /// <summary>The partition key in a message's annotations; empty when there is none.</summary>
    public static ReadOnlySpan<byte> KeyOf(scoped in MessageSections message)
    {
        if (message.MessageAnnotations.IsEmpty)
        {
            return default;
        }
        var reader = new AmqpReader(message.MessageAnnotations);
        int left = reader.ReadMap(out _);
        for (; left > 0 && !reader.Failed; left -= 2)
        {
            bool isKey = reader.Peek() == AmqpType.Symbol ? reader.ReadAscii().SequenceEqual("x-opt-partition-key"u8) : Skip(ref reader);
            if (isKey && reader.Peek() == AmqpType.String)
            {
                return reader.ReadUtf8();
            }
            reader.Skip();
        }
        return default;
    }

    private static bool Skip(ref AmqpReader reader)
    {
        reader.Skip();
        return false;
    }

    /// <summary>Copies the sender's annotations but those that are the service's to give.</summary>
    private static bool TryCopy(ReadOnlySpan<byte> annotations, ref AmqpWriter writer, ref int count)
    {
        var reader = new AmqpReader(annotations);
        int left = reader.ReadMap(out int end);
        for (; left > 0 && !reader.Failed; left -= 2)
        {
            int from = reader.Position;
            bool own = reader.Peek() == AmqpType.Symbol ? IsOwn(reader.ReadAscii()) : Skip(ref reader);
            reader.Skip();
            if (!own && !reader.Failed)
            {
                writer.Raw(annotations[from..reader.Position]);
                count += 2;
            }
        }
        reader.EndList(end);
        return !reader.Failed;
    }

    private static bool IsOwn(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("x-opt-offset"u8) || key.SequenceEqual("x-opt-sequence-number"u8) || key.SequenceEqual("x-opt-enqueued-time"u8)
        || key.SequenceEqual("x-opt-partition-key"u8) || key.SequenceEqual("x-opt-publisher"u8) || key.StartsWith("com.microsoft:producer-"u8);
}
