namespace Wattline.Gateway.Mqtt;

/// <summary>
/// Retained messages that a new subscription brings, as far as they did not fit at once: a filter may match tens of thousands.
/// Topics wait, not messages, so that nothing comes late that was replaced meanwhile.
/// </summary>
internal sealed partial class Session
{
    private Queue<(string Topic, Subscription Subscription)>? _backlog;

    /// <summary>Sends a retained message, or has it wait until there is room.</summary>
    public void DeliverRetained(Downlink message, Subscription subscription, TimeSpan now)
    {
        if (_backlog is null && TryDeliverRetained(message, subscription, now))
        {
            return;
        }
        _backlog ??= [];
        if (_backlog.Count < broker.Limits.RetainedMax)
        {
            _backlog.Enqueue((message.Topic, subscription));
        }
        else
        {
            broker.Dropped(message.Qos, DropReason.QueueFull);
        }
    }

    /// <summary>Goes on as far as there is room.</summary>
    public void SendBacklog(TimeSpan now)
    {
        while (_backlog is not null && _backlog.TryPeek(out var next))
        {
            if (next.Subscription.Node is not null
                && broker.FindRetained(next.Topic) is { } message
                && !message.IsExpired(now)
                && !TryDeliverRetained(message, next.Subscription, now))
            {
                return;
            }
            _backlog.Dequeue();
        }
        _backlog = null;
    }

    private bool TryDeliverRetained(Downlink message, Subscription subscription, TimeSpan now)
    {
        var delivery = subscription.DeliveryOf(message) with { Retain = true };
        var reason = Deliver(delivery, now);
        if (reason is DropReason.QueueFull or DropReason.SlowConsumer)
        {
            return false;
        }
        if (reason != DropReason.None)
        {
            broker.Dropped(delivery.Qos, reason);
        }
        return true;
    }
}
