using System.Buffers;
using System.Text;

namespace Wattline.Gateway.Mqtt;

public sealed partial class MqttBroker
{
    private readonly SubscriptionTree _subscriptions = new();
    private readonly RetainedTree _retained = new();
    private readonly Dictionary<Session, int> _matches = [];
    private volatile int _watchers;

    /// <summary>Publishes from inside: plans, times and commands on their way down. No policy is asked.</summary>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">Not to be changed afterwards. Empty with <paramref name="retain"/> ends the retaining.</param>
    /// <param name="qos">0 or 1.</param>
    /// <param name="retain">Whether later subscribers get it too.</param>
    /// <returns>False: it is too large or too many to be retained; nothing was sent.</returns>
    /// <exception cref="ArgumentException">The topic is no topic name.</exception>
    public bool Publish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain)
    {
        var utf8 = Encoding.UTF8.GetBytes(topic);
        if (TopicRules.CheckName(utf8) != CloseReason.None)
        {
            throw new ArgumentException($"\"{topic}\" is no topic name.", nameof(topic));
        }
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)qos, 1u);
        lock (Gate)
        {
            var message = new Downlink(utf8, payload, qos, Retain: false);
            if (retain && !TryRetain(topic, message))
            {
                return false;
            }
            Route(topic, message);
            return true;
        }
    }

    /// <summary>A client's message that is state: routed, and retained if it asks for it. False: no room to retain it.</summary>
    internal bool TryKeepState(in PublishPacket packet) =>
        Publish(Encoding.UTF8.GetString(packet.Topic), packet.Payload.ToArray(), packet.Qos, packet.Retain);

    /// <summary>A message that the intake took, for those who watch. While nobody does it costs one read.</summary>
    internal void RouteToWatchers(in PublishPacket packet)
    {
        if (_watchers == 0)
        {
            return;
        }
        var message = new Downlink(packet.Topic.ToArray(), packet.Payload.ToArray(), packet.Qos, Retain: false);
        lock (Gate)
        {
            Route(Encoding.UTF8.GetString(packet.Topic), message);
        }
    }

    private bool TryRetain(string topic, Downlink message)
    {
        if (message.Payload.Length == 0)
        {
            _retained.Remove(topic);
            return true;
        }
        if (message.Payload.Length > Limits.RetainedBytesMax || (_retained.Count >= Limits.RetainedMax && !_retained.Contains(topic)))
        {
            return false;
        }
        _retained.Set(topic, message);
        return true;
    }

    private void Route(string topic, Downlink message)
    {
        _matches.Clear();
        _subscriptions.Match(topic, _matches);
        foreach (var (session, qos) in _matches)
        {
            Deliver(session, message.AtMost(qos));
        }
    }

    private void SendRetained(Session session, string filter, int qos)
    {
        var messages = new List<Downlink>();
        _retained.Match(filter, messages);
        foreach (var message in messages)
        {
            Deliver(session, message.AtMost(qos) with { Retain = true });
        }
    }

    private void Deliver(Session session, Downlink message)
    {
        if (!session.Deliver(message, Limits))
        {
            Metrics.Dropped(message.Qos);
        }
    }
}
