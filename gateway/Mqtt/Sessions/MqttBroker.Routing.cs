using System.Text;

namespace Wattline.Gateway.Mqtt;

public sealed partial class MqttBroker
{
    private readonly SubscriptionTree _subscriptions = new();
    private readonly List<Subscription> _matches = [];
    private readonly List<ShareGroup> _groups = [];
    private readonly List<(Session Session, Delivery Delivery)> _deliveries = [];
    private readonly List<MqttConnection> _touched = [];
    private long _routing;

    /// <summary>Publishes from inside: plans, times and commands on their way down. No policy is asked.</summary>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">Not to be changed afterwards. Empty with <paramref name="retain"/> ends the retaining.</param>
    /// <param name="qos">0 to 2.</param>
    /// <param name="retain">Whether later subscribers get it too.</param>
    /// <returns>False: it is too large or too many to be retained; nothing was sent.</returns>
    /// <exception cref="ArgumentException">The topic is no topic name.</exception>
    public bool Publish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain)
    {
        if (TopicRules.CheckName(Encoding.UTF8.GetBytes(topic)) != CloseReason.None)
        {
            throw new ArgumentException($"\"{topic}\" is no topic name.", nameof(topic));
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)qos, 2u);
        lock (Gate)
        {
            var message = new Downlink(topic, payload, qos, retain);
            if (retain && !MayRetain(topic, payload.Length))
            {
                return false;
            }
            RetainAndRoute(message);
            Flush();
            return true;
        }
    }

    /// <summary>What is retained under topics that a filter matches.</summary>
    public IReadOnlyList<(string Topic, ReadOnlyMemory<byte> Payload)> Retained(string filter)
    {
        lock (Gate)
        {
            var messages = new List<Downlink>();
            _retained.Match(filter, messages);
            return [.. messages.Select(message => (message.Topic, message.Payload))];
        }
    }

    /// <summary>Whether a client's message could be retained: asked before it is taken.</summary>
    internal bool MayRetain(in PublishPacket packet)
    {
        lock (Gate)
        {
            return MayRetain(Encoding.UTF8.GetString(packet.Topic), packet.Payload.Length);
        }
    }

    /// <summary>A connection has bytes to let go when this round of sending is over.</summary>
    internal void Touched(MqttConnection connection) => _touched.Add(connection);

    internal void Dropped(int qos, DropReason reason) => Metrics.Dropped(qos, reason);

    /// <summary>Lets go what was sent: once for each connection, however many messages it got.</summary>
    private void Flush()
    {
        foreach (var connection in _touched)
        {
            connection.FlushTouched();
        }
        _touched.Clear();
    }

    private long RetainAndRoute(Downlink message)
    {
        var ticket = message.Retain ? SetRetained(message) : 0;
        Route(message);
        return ticket;
    }

    /// <summary>
    /// Sends a message to everybody whose filters match: to a session once, with the highest QoS of its filters and all their
    /// identifiers (3.3.4), and to one member of each share.
    /// </summary>
    private void Route(Downlink message)
    {
        var now = Now();
        if (message.IsExpired(now))
        {
            Dropped(message.Qos, DropReason.Expired);
            return;
        }
        _subscriptions.Match(message.Topic, _matches, _groups);
        _routing++;
        foreach (var subscription in _matches)
        {
            var session = subscription.Session;
            if (subscription.Options.NoLocal && message.Publisher == session.Key)
            {
                continue;
            }
            if (session.Match.Routing == _routing)
            {
                var place = session.Match.Place;
                _deliveries[place] = (session, Merge(_deliveries[place].Delivery, subscription, message));
                continue;
            }
            session.Match = (_routing, _deliveries.Count);
            _deliveries.Add((session, subscription.DeliveryOf(message)));
        }
        foreach (var (session, delivery) in _deliveries)
        {
            Deliver(session, delivery, now);
        }
        foreach (var group in _groups)
        {
            if (group.Choose(Limits) is { } member)
            {
                Deliver(member.Session, member.DeliveryOf(message), now);
            }
        }
        _matches.Clear();
        _groups.Clear();
        _deliveries.Clear();
    }

    private static Delivery Merge(in Delivery delivery, Subscription subscription, Downlink message) => delivery with
    {
        Qos = Math.Max(delivery.Qos, (byte)Math.Min(message.Qos, subscription.Options.Qos)),
        Retain = delivery.Retain || (message.Retain && subscription.Options.RetainAsPublished),
        SubscriptionIds = subscription.Ids is null ? delivery.SubscriptionIds : [.. delivery.SubscriptionIds ?? [], .. subscription.Ids],
    };

    private void Deliver(Session session, in Delivery delivery, TimeSpan now)
    {
        var reason = session.Deliver(delivery, now);
        if (reason != DropReason.None)
        {
            Dropped(delivery.Qos, reason);
        }
    }

    /// <summary>
    /// A member of a share left: what was dealt to it goes to another that is connected, and when its session ends to any other.
    /// What nobody else is there for stays with the session, under its identifiers (4.4.0-1). It is kept for its new receiver before it
    /// is forgotten for the old one: a crash in between tells it twice rather than not at all.
    /// </summary>
    private void DealAnew(Session left, bool sessionEnds)
    {
        var now = Now();
        // What a store without room would not keep for another stays where it is kept.
        var taken = left.TakeShared(group => sessionEnds || (Records.HasRoom && group.HasConnected(except: left))) ?? [];
        foreach (var (_, _, delivery, order, _) in taken)
        {
            if (delivery.Group!.Choose(Limits, except: left) is { } member)
            {
                Deliver(member.Session, member.DeliveryOf(delivery.Message), now);
            }
            else
            {
                Dropped(delivery.Qos, DropReason.NoMember);
            }
            Records.NoDownlink(left, order);
        }
    }
}
