namespace Wattline.Gateway.Mqtt;

/// <summary>A client's rate: above it reads pause until the next beat of the heart. It is never closed for it, and its pings are answered.</summary>
public sealed partial class MqttConnection
{
    private RateBucket _rate;
    private volatile bool _slowed;

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

    /// <summary>A beat has brought new room.</summary>
    private void Quicken()
    {
        if (_slowed)
        {
            _slowed = false;
            _transport.Resume();
        }
    }
}
