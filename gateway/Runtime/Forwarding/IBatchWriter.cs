using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>Puts messages into a batch as an uplink wants it.</summary>
public interface IBatchWriter
{
    /// <summary>Messages in the batch.</summary>
    int Count { get; }

    /// <summary>Adds a message; false when the batch is full, and then nothing was added. An empty batch takes any message.</summary>
    bool TryAdd(Message message, DateTimeOffset received);

    /// <summary>Closes the batch: nothing is added any more.</summary>
    void Finish();

    /// <summary>A part of the closed batch as a batch of its own, the events byte for byte the same. Good until the next call or <see cref="Clear"/>.</summary>
    ReadOnlyMemory<byte> Part(int first, int count);

    /// <summary>Starts another batch.</summary>
    void Clear();
}
