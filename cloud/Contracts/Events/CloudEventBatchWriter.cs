using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>Writes CloudEvents batches (docs/cloudlink.md). Keeps its memory from batch to batch and allocates nothing for a reading.</summary>
public sealed class CloudEventBatchWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _batch = new(64 * 1024);
    private readonly ArrayBufferWriter<byte> _event = new(64 * 1024);
    private readonly List<Range> _events = [];
    private readonly Utf8JsonWriter _json;
    private readonly string _source;

    /// <summary>Writes in the name of a gateway.</summary>
    public CloudEventBatchWriter(string gateway)
    {
        _source = CloudEventTypes.SourcePrefix + gateway;
        _json = new Utf8JsonWriter(_event, new JsonWriterOptions { SkipValidation = true });
    }

    /// <summary>Events in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a message; false when the batch is full, and then nothing was added.</summary>
    public bool TryAdd(Message message, DateTimeOffset received)
    {
        if (Count == CloudLinkLimits.BatchEventsMax) return false;
        _event.ResetWrittenCount();
        _json.Reset();
        CloudEventJson.Write(_json, _source, message, received);
        _json.Flush();
        // A comma or the opening bracket before it, the closing bracket after it.
        if (Count > 0 && _batch.WrittenCount + _event.WrittenCount + 2 > CloudLinkLimits.BatchBytesMax) return false;
        _batch.Write(Count == 0 ? "["u8 : ","u8);
        var start = _batch.WrittenCount;
        _batch.Write(_event.WrittenSpan);
        _events.Add(start.._batch.WrittenCount);
        Count++;
        return true;
    }

    /// <summary>Closes the batch: its bytes, good until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        _batch.Write(Count == 0 ? "[]"u8 : "]"u8);
        return _batch.WrittenMemory;
    }

    /// <summary>
    /// A part of the finished batch as a batch of its own: the events are byte for byte the same, only the byte before and the byte behind
    /// become brackets. Good until the next call or <see cref="Clear"/>; <see cref="Finish"/> comes before.
    /// </summary>
    public ReadOnlyMemory<byte> Part(int first, int count)
    {
        var whole = MemoryMarshal.AsMemory(_batch.WrittenMemory);
        foreach (var end in _events) whole.Span[end.End.Value] = (byte)','; // Brackets of parts asked for before.
        var part = whole[(_events[first].Start.Value - 1)..(_events[first + count - 1].End.Value + 1)];
        part.Span[0] = (byte)'[';
        part.Span[^1] = (byte)']';
        return part;
    }

    /// <summary>Starts another batch.</summary>
    public void Clear()
    {
        _batch.ResetWrittenCount();
        _events.Clear();
        Count = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
