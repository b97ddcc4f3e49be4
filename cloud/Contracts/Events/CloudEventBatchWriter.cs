using System.Buffers;
using System.Text.Json;
using Wattline.Gateway.Domain;

namespace Wattline.Cloud.Contracts;

/// <summary>Writes CloudEvents batches (docs/cloudlink.md). Keeps its memory from batch to batch and allocates nothing for a reading.</summary>
public sealed class CloudEventBatchWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _batch = new(64 * 1024);
    private readonly ArrayBufferWriter<byte> _event = new(64 * 1024);
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
        _batch.Write(_event.WrittenSpan);
        Count++;
        return true;
    }

    /// <summary>Closes the batch: its bytes, good until <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Finish()
    {
        _batch.Write(Count == 0 ? "[]"u8 : "]"u8);
        return _batch.WrittenMemory;
    }

    /// <summary>Starts another batch.</summary>
    public void Clear()
    {
        _batch.ResetWrittenCount();
        Count = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();
}
