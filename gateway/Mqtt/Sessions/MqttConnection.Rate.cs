namespace Wattline.Gateway.Mqtt;

/// <summary>A client's rate: above it reads pause until the next beat of the heart. It is never closed for it, and its pings are answered.</summary>
public sealed partial class MqttConnection
{
    private RateBucket _rate;
    private volatile bool _slowed;
    private TimeSpan _acceptedAt;
    private long _messages;
    private long _messagesBefore;
    private double _perSecond;

    /// <summary>For operators. Called within the gate.</summary>
    internal ConnectedClient Describe(TimeSpan now)
    {
        int owed;
        lock (_out)
        {
            owed = _owed.Count;
        }
        return new(Session!.Identity, Session.ClientId, Remote, IsPaused)
        {
            ConnectedFor = now - _acceptedAt,
            ProtocolLevel = Level,
            Certificate = Certificate,
            Unacknowledged = owed,
            Messages = Volatile.Read(ref _messages),
            MessagesPerSecond = _perSecond,
        };
    }

    private bool TryPublishInRate(in Frame frame)
    {
        if (!_rate.HasAny(_broker.Limits, _broker.Beats))
        {
            if (!_slowed)
            {
                _broker.Metrics.Slowed();
            }
            _slowed = true;
            // A beat between the look and the mark would wake nobody: so it is looked again.
            if (!_rate.HasAny(_broker.Limits, _broker.Beats))
            {
                return false;
            }
        }
        if (!TryPublish(frame))
        {
            return false;
        }
        _rate.Take((int)frame.Length);
        return true;
    }

    /// <summary>A beat of the heart: new room for who was slowed.</summary>
    private void Beat()
    {
        const double Share = 0.1; // A mean over some ten beats.
        var messages = Volatile.Read(ref _messages);
        _perSecond += Share * (messages - _messagesBefore - _perSecond);
        _messagesBefore = messages;
        if (_slowed)
        {
            _slowed = false;
            _transport.Resume();
        }
    }
}
