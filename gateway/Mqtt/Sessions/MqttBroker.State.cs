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

    /// <summary>
    /// Not within the broker's lock, which is taken while a session receives, and never the other way round. A session that takes the
    /// name meanwhile has keys of its own.
    /// </summary>
    private void ForgetReceived(Session session)
    {
        if (session.IsKept)
        {
            session.IsKept = false;
            _dispatch(() =>
            {
                lock (session.ReceivingLock)
                {
                    foreach (var packetId in session.ReceivedIds)
                    {
                        Records.Forgotten(session, packetId);
                    }
                }
            });
        }
    }

    /// <summary>A session ends, with everything in it; a will that waited is published (MQTT 5, 3.1.2.5).</summary>
    /// <returns>The ticket from which on a restart does not find it.</returns>
    private long Forget(Session session)
    {
        // Others have what was dealt to it before a restart would not find it any more.
        DealAnew(session, sessionEnds: true);
        // Then this first, so that a crash in between leaves no session with a part of what it had.
        var ticket = session.IsKept ? Records.NoSession(session) : 0;
        foreach (var subscription in session.Subscriptions.ToArray())
        {
            RemoveSubscription(subscription);
        }
        _sessions.Remove(session.Key);
        session.DropAll();
        ForgetReceived(session);
        PublishWill(session);
        return ticket;
    }

    private long AddSubscription(Subscription subscription, SubscribeOptions options, uint id)
    {
        Enter(subscription, options, id);
        return Records.Subscription(subscription);
    }

    private void Enter(Subscription subscription, SubscribeOptions options, uint id)
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

    private long RemoveSubscription(Subscription subscription)
    {
        subscription.Session.Remove(subscription);
        SubscriptionTree.Remove(subscription);
        _watchers -= WatchesIntake(subscription) ? 1 : 0;
        return Records.NoSubscription(subscription.Session, subscription.Filter);
    }

    /// <summary>Keeps a message for later subscribers; an empty one ends that.</summary>
    private long SetRetained(Downlink message)
    {
        if (message.Payload.Length == 0)
        {
            return RemoveRetained(message.Topic);
        }
        _retained.Set(message.Topic, message);
        return Records.Retained(message);
    }

    private long RemoveRetained(string topic)
    {
        _retained.Remove(topic);
        return Records.NotRetained(topic);
    }

    internal Downlink? FindRetained(string topic) => _retained.Find(topic);

    private bool MayRetain(string topic, long payloadBytes) =>
        payloadBytes == 0
        || (payloadBytes <= Limits.RetainedBytesMax
            && _retained.Bytes + payloadBytes <= Limits.RetainedBytesInAllMax
            && (_retained.Count < Limits.RetainedMax || _retained.Find(topic) is not null));

    private bool WatchesIntake(Subscription subscription) => Policy.WatchesIntake(SharedFilter.Inner(subscription.Filter));
}
