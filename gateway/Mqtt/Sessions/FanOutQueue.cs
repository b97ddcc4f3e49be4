using System.Diagnostics.CodeAnalysis;

namespace Wattline.Gateway.Mqtt;

/// <summary>Messages on the way from the intake to those who watch, bounded in number and bytes. For any thread.</summary>
internal sealed class FanOutQueue(int messagesMax, long bytesMax)
{
    private readonly Lock _lock = new();
    private readonly Queue<(Downlink Message, long Ticket)> _queue = [];
    private long _bytes;
    private volatile bool _isEmpty = true;

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => _isEmpty;

    /// <summary>Adds a message that waits for its ticket of the intake; 0 waits for nothing but its turn. False: it is full.</summary>
    public bool TryAdd(Downlink message, long ticket)
    {
        lock (_lock)
        {
            if (_queue.Count >= messagesMax || _bytes + message.Bytes > bytesMax)
            {
                return false;
            }
            _queue.Enqueue((message, ticket));
            _bytes += message.Bytes;
            _isEmpty = false;
            return true;
        }
    }

    /// <summary>Takes the oldest, if it is durable. A later one never goes before it.</summary>
    public bool TryTake(long durable, [MaybeNullWhen(false)] out Downlink message)
    {
        lock (_lock)
        {
            message = null;
            if (!_queue.TryPeek(out var first) || first.Ticket > durable)
            {
                return false;
            }
            message = _queue.Dequeue().Message;
            _bytes -= message.Bytes;
            _isEmpty = _queue.Count == 0;
            return true;
        }
    }
}
