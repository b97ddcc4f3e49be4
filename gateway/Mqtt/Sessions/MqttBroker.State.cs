namespace Wattline.Gateway.Mqtt;

/// <summary>Sessions, subscriptions and retained messages change here and nowhere else: what a restart has to find again.</summary>
public sealed partial class MqttBroker
{
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly RetainedTree _retained = new();
    private volatile int _watchers;

    /// <summary>A session begins.</summary>
    private Session Remember(string key, ClientIdentity identity, string clientId)
    {
        var session = new Session(this, key, identity, clientId);
        _sessions[key] = session;
        return session;
    }

    /// <summary>A session ends, with everything in it; a will that waited is published (MQTT 5, 3.1.2.5).</summary>
    private void Forget(Session session)
    {
        foreach (var subscription in session.Subscriptions.ToArray())
        {
            RemoveSubscription(subscription);
        }
        _sessions.Remove(session.Key);
        DealAnew(session, sessionEnds: true);
        session.DropAll();
        PublishWill(session);
    }

    private void AddSubscription(Subscription subscription, SubscribeOptions options, uint id)
    {
        var isNew = subscription.Node is null;
        (subscription.Options, subscription.Id) = (options, id);
        if (isNew)
        {
            subscription.Session.Add(subscription);
            _subscriptions.Add(subscription);
            _watchers += WatchesIntake(subscription) ? 1 : 0;
        }
    }

    private void RemoveSubscription(Subscription subscription)
    {
        subscription.Session.Remove(subscription);
        SubscriptionTree.Remove(subscription);
        _watchers -= WatchesIntake(subscription) ? 1 : 0;
    }

    /// <summary>Keeps a message for later subscribers; an empty one ends that.</summary>
    private void SetRetained(Downlink message)
    {
        if (message.Payload.Length == 0)
        {
            _retained.Remove(message.Topic);
        }
        else
        {
            _retained.Set(message.Topic, message);
        }
    }

    internal Downlink? FindRetained(string topic) => _retained.Find(topic);

    private bool MayRetain(string topic, long payloadBytes) =>
        payloadBytes == 0
        || (payloadBytes <= Limits.RetainedBytesMax
            && _retained.Bytes + payloadBytes <= Limits.RetainedBytesInAllMax
            && (_retained.Count < Limits.RetainedMax || _retained.Find(topic) is not null));

    private bool WatchesIntake(Subscription subscription) => Policy.WatchesIntake(SharedFilter.Inner(subscription.Filter));
}
