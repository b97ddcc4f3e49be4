using System.Text.Json;

namespace Wattline.Cloud.Contracts;

/// <summary>Reads CloudEvents batches strictly. A fault in one event is that event's; a batch that is no JSON array, or too long, is refused whole.</summary>
public static class CloudEventBatchReader
{
    /// <summary>Reads a batch.</summary>
    /// <param name="batch">The body; what is read refers to its memory.</param>
    /// <param name="events">Every element in order: its meaning or its fault.</param>
    /// <param name="fault">Why the batch is refused whole; then <paramref name="events"/> is empty.</param>
    public static bool TryRead(ReadOnlyMemory<byte> batch, out IReadOnlyList<ReceivedEvent> events, out ContractFault? fault)
    {
        events = [];
        fault = Split(batch, out var parts);
        if (fault is not null) return false;
        events = parts.ConvertAll(Read);
        return true;
    }

    private static ContractFault? Split(ReadOnlyMemory<byte> batch, out List<ReadOnlyMemory<byte>> parts)
    {
        parts = [];
        if (batch.Length > CloudLinkLimits.BatchBytesMax) return new ContractFault("batch", $"more than {CloudLinkLimits.BatchBytesMax} bytes");
        try
        {
            var json = new Utf8JsonReader(batch.Span);
            if (!json.Read() || json.TokenType != JsonTokenType.StartArray) return new ContractFault("batch", "not an array");
            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                if (parts.Count == CloudLinkLimits.BatchEventsMax) return new ContractFault("batch", $"more than {CloudLinkLimits.BatchEventsMax} events");
                var start = (int)json.TokenStartIndex;
                json.Skip();
                parts.Add(batch[start..(int)json.BytesConsumed]);
            }
            json.Read(); // Nothing but white space may follow: anything else throws.
            return null;
        }
        catch (JsonException wrong)
        {
            return new ContractFault("batch", $"no JSON at byte {wrong.BytePositionInLine} of line {wrong.LineNumber}");
        }
    }

    private static ReceivedEvent Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            var understood = CloudEventReader.Read(json, out var fault);
            return new ReceivedEvent(json, understood, fault, understood is null ? HeaderOf(json) : null);
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader says so of a string that is no UTF-8, when its text is asked for.
            return new ReceivedEvent(json, null, new ContractFault("event", "a text that is not UTF-8"), HeaderOf(json));
        }
    }

    private static RefusedHeader? HeaderOf(ReadOnlyMemory<byte> json)
    {
        try
        {
            return CloudEventReader.ReadHeader(json);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
