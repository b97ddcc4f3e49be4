namespace Wattline.Gateway.Mqtt;

/// <summary>Messages for one client whose acknowledgement matters to whoever sent them.</summary>
public sealed partial class MqttBroker
{
    /// <summary>Publishes from inside at QoS 1, if a client that is connected takes it.</summary>
    /// <param name="name">The client's identity. Others that subscribe to the topic get it as well; it is not for them.</param>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">Not to be changed afterwards.</param>
    /// <param name="within">Not sent any more after this time.</param>
    /// <param name="acknowledged">Called within the broker's lock when the client's PUBACK came, by a session of this start of the broker.</param>
    /// <returns>False: it is not connected, has no subscription of QoS 1 for it, or takes no more now; nobody got anything.</returns>
    public bool Deliver(string name, string topic, ReadOnlyMemory<byte> payload, TimeSpan within, Action acknowledged)
    {
        lock (Gate)
        {
            if (!IsTaker(name, topic)) return false;
            Route(new Downlink(topic, payload, Qos: 1, Retain: false) { ExpiresAt = Now() + within, Receiver = name, Acknowledged = acknowledged });
            Flush();
            return true;
        }
    }

    /// <summary>
    /// Tells an identity something at QoS 0, if it is connected and has asked for it by a filter that names the topic's first level: a
    /// client that watches everything did not, and no other identity is shown it.
    /// </summary>
    /// <param name="name">The client's identity.</param>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">Not to be changed afterwards.</param>
    public void Tell(string name, string topic, ReadOnlyMemory<byte> payload)
    {
        lock (Gate)
        {
            var message = new Downlink(topic, payload, Qos: 0, Retain: false);
            _subscriptions.Match(topic, _matches, _groups);
            _routing++;
            foreach (var subscription in _matches)
            {
                var session = subscription.Session;
                if (session.Connection is null || session.Identity.Name != name || session.Match.Routing == _routing || subscription.Filter[0] is '+' or '#') continue;
                session.Match = (_routing, 0);
                Deliver(session, subscription.DeliveryOf(message), Now());
            }
            _matches.Clear();
            _groups.Clear();
            Flush();
        }
    }

    private bool IsTaker(string name, string topic)
    {
        _subscriptions.Match(topic, _matches, _groups);
        var taker = _matches.Exists(subscription => subscription.Options.Qos > 0 && subscription.Session is { Connection: not null } session
            && session.Identity.Name == name && session.HasRoom(Limits));
        _matches.Clear();
        _groups.Clear();
        return taker;
    }
}
