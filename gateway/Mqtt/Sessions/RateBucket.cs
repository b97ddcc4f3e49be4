namespace Wattline.Gateway.Mqtt;

/// <summary>
/// What a client may publish: so many messages and bytes a second, and several seconds' worth at once after a pause. The
/// connection's own thread takes; seconds come from the heartbeat's count.
/// </summary>
internal struct RateBucket
{
    /// <summary>Seconds' worth that gathers: a client that comes back after an outage empties its journal.</summary>
    private const int SecondsMax = 10;

    private bool _used;
    private int _seconds;
    private long _messages;
    private long _bytes;

    /// <summary>Whether there is anything left. The last message may take more than there is: the next waits longer.</summary>
    public bool HasAny(MqttLimits limits, int seconds)
    {
        if (!_used)
        {
            (_used, _seconds, _messages, _bytes) = (true, seconds, (long)SecondsMax * limits.MessagesPerSecondMax, SecondsMax * limits.BytesPerSecondMax);
        }
        else if (_seconds != seconds)
        {
            var gone = Math.Min(unchecked((uint)(seconds - _seconds)), SecondsMax);
            _seconds = seconds;
            _messages = Math.Min(_messages + (gone * limits.MessagesPerSecondMax), (long)SecondsMax * limits.MessagesPerSecondMax);
            _bytes = Math.Min(_bytes + (gone * limits.BytesPerSecondMax), SecondsMax * limits.BytesPerSecondMax);
        }
        return _messages > 0 && _bytes > 0;
    }

    /// <summary>A message was taken.</summary>
    public void Take(int bytes)
    {
        _messages--;
        _bytes -= bytes;
    }
}
