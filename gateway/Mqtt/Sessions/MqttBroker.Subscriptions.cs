namespace Wattline.Gateway.Mqtt;

public sealed partial class MqttBroker
{
    internal void Subscribe(MqttConnection connection, SubscribePacket packet)
    {
        lock (Gate)
        {
            if (!connection.IsConnected)
            {
                return;
            }
            var session = connection.Session!;
            var codes = new byte[packet.Filters.Count];
            var sendsRetained = new bool[codes.Length];
            var ticket = 0L;
            for (var i = 0; i < codes.Length; i++)
            {
                var (filter, options) = packet.Filters[i];
                var isNew = session.Find(filter) is null;
                codes[i] = (byte)Grant(connection, session, filter, options, packet.SubscriptionId, ref ticket);
                // A share gets none (MQTT 5, 4.8.2); else as the retain handling says (3.8.3.1).
                sendsRetained[i] = codes[i] <= 2 && !SharedFilter.IsShared(filter)
                    && (options.RetainHandling == 0 || (options.RetainHandling == 1 && isNew));
            }
            connection.OwePacket(PacketType.Suback, packet.PacketId, PacketWriter.Suback(connection.Level, packet.PacketId, codes), ticket);
            for (var i = 0; i < codes.Length; i++)
            {
                if (sendsRetained[i])
                {
                    SendRetained(session, session.Find(packet.Filters[i].Filter)!);
                }
                if (codes[i] <= 2)
                {
                    _observer?.Subscribed(session.Identity, packet.Filters[i].Filter);
                }
            }
            Flush();
        }
    }

    internal void Unsubscribe(MqttConnection connection, SubscribePacket packet)
    {
        lock (Gate)
        {
            if (!connection.IsConnected)
            {
                return;
            }
            var codes = new byte[packet.Filters.Count];
            var ticket = 0L;
            for (var i = 0; i < codes.Length; i++)
            {
                if (connection.Session!.Find(packet.Filters[i].Filter) is { } subscription)
                {
                    ticket = Math.Max(ticket, RemoveSubscription(subscription));
                }
                else
                {
                    // It may have gone a moment ago, and not for good yet.
                    ticket = Math.Max(ticket, Records.NoSubscription(connection.Session, packet.Filters[i].Filter));
                    codes[i] = (byte)ReasonCode.NoSubscriptionExisted;
                }
            }
            connection.OwePacket(PacketType.Unsuback, packet.PacketId, PacketWriter.Unsuback(connection.Level, packet.PacketId, codes), ticket);
        }
    }

    private ReasonCode Grant(MqttConnection connection, Session session, string filter, SubscribeOptions options, uint id, ref long ticket)
    {
        var known = session.Find(filter);
        var answer = Policy.MaySubscribe(session.Identity, SharedFilter.Inner(filter));
        var full = known is null && session.Subscriptions.Count >= Limits.SubscriptionsMax;
        if (answer != SubscribeAnswer.Granted || full)
        {
            Metrics.SubscriptionRefused();
            MqttLog.SubscriptionRefused(_logger, session.ClientId, filter);
            return connection.Level != 5 || answer == SubscribeAnswer.Refused ? ReasonCode.Unspecified
                : answer != SubscribeAnswer.Granted ? ReasonCode.NotAuthorized
                : ReasonCode.QuotaExceeded;
        }
        ticket = Math.Max(ticket, AddSubscription(known ?? new(session, filter), options, id));
        return (ReasonCode)options.Qos;
    }

    private void SendRetained(Session session, Subscription subscription)
    {
        var now = Now();
        var messages = new List<Downlink>();
        _retained.Match(subscription.Filter, messages);
        foreach (var message in messages)
        {
            if (message.IsExpired(now))
            {
                RemoveRetained(message.Topic);
            }
            else if (!subscription.Options.NoLocal || message.Publisher != session.Key)
            {
                session.DeliverRetained(message, subscription, now);
            }
        }
    }
}
