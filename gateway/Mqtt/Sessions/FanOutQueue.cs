using System.Diagnostics.CodeAnalysis;

namespace Wattline.Gateway.Mqtt;

/// <summary>Messages on the way from the intake to those who watch, bounded in number and bytes. For any thread.</summary>
internal sealed class FanOutQueue(int messagesMax, long bytesMax)
{
    private readonly Lock _lock = new();
    private readonly Queue<Downlink> _queue = [];
    private long _bytes;

    /// <summary>False: it is full.</summary>
    public bool TryAdd(Downlink message)
    {
        lock (_lock)
        {
            if (_queue.Count >= messagesMax || _bytes + message.Bytes > bytesMax)
            {
                return false;
            }
            _queue.Enqueue(message);
            _bytes += message.Bytes;
            return true;
        }
    }

    public bool TryTake([MaybeNullWhen(false)] out Downlink message)
    {
        lock (_lock)
        {
            if (!_queue.TryDequeue(out message))
            {
                return false;
            }
            _bytes -= message.Bytes;
            return true;
        }
    }
}
