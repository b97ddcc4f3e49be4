using Wattline.Gateway.Domain;

namespace Wattline.Gateway.Runtime.Forwarding;

/// <summary>Puts messages into a batch as an uplink wants it, which sends parts of it.</summary>
public interface IBatchWriter
{
    /// <summary>Messages in the batch.</summary>
    int Count { get; }

    /// <summary>Adds a message. An empty batch takes any message that is not too large by itself.</summary>
    BatchOutcome TryAdd(Message message, DateTimeOffset received);

    /// <summary>Closes the batch: nothing is added any more.</summary>
    void Finish();

    /// <summary>Starts another batch.</summary>
    void Clear();
}
