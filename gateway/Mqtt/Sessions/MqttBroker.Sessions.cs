namespace Wattline.Gateway.Mqtt;

public sealed partial class MqttBroker
{
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private long _assigned;
    private long _left;

    internal bool MayLeaveWill(ClientIdentity identity, Will will) =>
        Policy.MayLeaveWill(identity, System.Text.Encoding.UTF8.GetBytes(will.Topic));

    /// <summary>Gives an accepted CONNECT its session, taking it from an older connection of the same identity and client id.</summary>
    internal void Attach(MqttConnection connection, ClientIdentity identity, ConnectPacket packet)
    {
        lock (Gate)
        {
            if (connection.IsClosed)
            {
                return;
            }
            // An id is unique within an identity: nobody takes over a session that is not his.
            var clientId = packet.ClientId.Length > 0 ? packet.ClientId : $"~{++_assigned}";
            var key = $"{identity.Name}/{clientId}";
            _sessions.GetValueOrDefault(key)?.Connection?.Close(CloseReason.TakenOver);
            var kept = _sessions.GetValueOrDefault(key);
            if (kept is not null && packet.CleanSession)
            {
                Forget(kept);
                kept = null;
            }
            var session = kept ?? new Session(key, identity, clientId, packet.CleanSession);
            session.Identity = identity;
            _sessions[key] = session;
            session.Connection = connection;
            _unconnected--;
            connection.Accepted(session, packet.Will, sessionPresent: kept is not null, Now());
            session.Resume(Limits);
            if (_sessions.Count > Limits.SessionsMax)
            {
                ForgetOldest();
            }
            MqttLog.Connected(_logger, clientId, identity.Name, connection.Remote);
            _observer?.Connected(identity);
        }
    }

    /// <summary>A connection has ended: called within the gate.</summary>
    internal void Leave(MqttConnection connection, bool connected, CloseReason reason)
    {
        _connections.Remove(connection);
        if (!connected)
        {
            _unconnected--;
            return;
        }
        var session = connection.Session!;
        session.Connection = null;
        session.LeftAt = ++_left;
        if (session.Clean)
        {
            Forget(session);
        }
        if (reason != CloseReason.ClientDisconnected && connection.Will is { } will)
        {
            Publish(will.Topic, will.Payload, will.Qos, will.Retain);
        }
        _observer?.Disconnected(session.Identity, reason);
    }

    internal void DownlinkAcknowledged(MqttConnection connection, ushort packetId)
    {
        lock (Gate)
        {
            if (connection.IsConnected)
            {
                connection.Session!.Acknowledged(packetId, Limits);
            }
        }
    }

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
            for (var i = 0; i < codes.Length; i++)
            {
                var (filter, asked) = packet.Filters[i];
                codes[i] = Grant(session, filter, Math.Min(asked, 1));
            }
            connection.Send(PacketWriter.Suback(packet.PacketId, codes));
            for (var i = 0; i < codes.Length; i++)
            {
                if (codes[i] <= 1)
                {
                    SendRetained(session, packet.Filters[i].Filter, codes[i]);
                    _observer?.Subscribed(session.Identity, packet.Filters[i].Filter);
                }
            }
        }
    }

    internal void Unsubscribe(MqttConnection connection, SubscribePacket packet)
    {
        lock (Gate)
        {
            if (connection.IsConnected)
            {
                packet.Filters.ForEach(entry => Unsubscribe(connection.Session!, entry.Filter));
            }
        }
    }

    private byte Grant(Session session, string filter, int qos)
    {
        const byte Refused = 0x80;
        var known = session.Subscriptions.ContainsKey(filter);
        if (!Policy.MaySubscribe(session.Identity, filter) || (!known && session.Subscriptions.Count >= Limits.SubscriptionsMax))
        {
            Metrics.SubscriptionRefused();
            MqttLog.SubscriptionRefused(_logger, session.ClientId, filter);
            return Refused;
        }
        session.Subscriptions[filter] = qos;
        _subscriptions.Add(filter, session, qos);
        _watchers += !known && Policy.WatchesIntake(filter) ? 1 : 0;
        return (byte)qos;
    }

    private void Unsubscribe(Session session, string filter)
    {
        if (session.Subscriptions.Remove(filter))
        {
            _subscriptions.Remove(filter, session);
            _watchers -= Policy.WatchesIntake(filter) ? 1 : 0;
        }
    }

    private void Forget(Session session)
    {
        foreach (var filter in session.Subscriptions.Keys.ToList())
        {
            Unsubscribe(session, filter);
        }
        _sessions.Remove(session.Key);
    }

    private void ForgetOldest()
    {
        if (_sessions.Values.Where(session => session.Connection is null).MinBy(session => session.LeftAt) is { } oldest)
        {
            MqttLog.SessionForgotten(_logger, oldest.ClientId, Limits.SessionsMax);
            Forget(oldest);
        }
    }
}
