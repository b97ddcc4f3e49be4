using Wattline.Cloud.Contracts;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Runtime.Forwarding;

namespace Wattline.Gateway.Uplinks;

/// <summary>Batches of CloudEvents as JSON (docs/cloudlink.md).</summary>
public sealed class CloudEventsBatch(string gateway) : IBatchWriter, IDisposable
{
    private readonly CloudEventBatchWriter _writer = new(gateway);

    /// <inheritdoc/>
    public int Count => _writer.Count;

    /// <inheritdoc/>
    public BatchOutcome TryAdd(Message message, DateTimeOffset received) => _writer.TryAdd(message, received) ? BatchOutcome.Added : BatchOutcome.Full;

    /// <inheritdoc/>
    public void Finish() => _writer.Finish();

    /// <summary>A part of the closed batch as a batch of its own, the events byte for byte the same. Good until the next call or <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Part(int first, int count) => _writer.Part(first, count);

    /// <inheritdoc/>
    public void Clear() => _writer.Clear();

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
