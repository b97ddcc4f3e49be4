namespace Wattline.Gateway.Mqtt;

public sealed partial class MqttBroker
{
    /// <summary>Retained messages whose time is over are not sent; that they take no room either may wait a while.</summary>
    private static readonly TimeSpan _sweepEvery = TimeSpan.FromMinutes(1);

    private TimeSpan _sweepAt;
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
            var clientId = packet.ClientId.Length > 0 ? packet.ClientId : AssignedId(identity);
            var key = $"{identity.Name}/{clientId}";
            _sessions.GetValueOrDefault(key)?.Connection?.Close(CloseReason.TakenOver);
            var kept = _sessions.GetValueOrDefault(key);
            var forgotten = 0L;
            if (kept is not null && packet.Clean)
            {
                forgotten = Forget(kept);
                kept = null;
            }
            var session = kept ?? Remember(key, identity, clientId);
            (session.Identity, session.Connection, session.PendingWill) = (identity, connection, null);
            session.ExpirySeconds = (uint)Math.Min(packet.SessionExpiry, Limits.SessionExpiryMax.TotalSeconds);
            Keep(session, packet.Will);
            _unconnected--;
            connection.Accepted(session, packet, sessionPresent: kept is not null, Now(), forgotten);
            DropForbidden(session);
            session.Resume(Now());
            if (_sessions.Count > Limits.SessionsMax)
            {
                ForgetOldest();
            }
            MqttLog.Connected(_logger, clientId, identity.Name, connection.Remote);
            _observer?.Connected(identity);
            Flush();
        }
    }

    /// <summary>What an identity may subscribe to may have changed since it was away, or since the gateway was down.</summary>
    private void DropForbidden(Session session)
    {
        foreach (var subscription in session.Subscriptions.ToArray())
        {
            if (Policy.MaySubscribe(session.Identity, SharedFilter.Inner(subscription.Filter)) != SubscribeAnswer.Granted)
            {
                MqttLog.SubscriptionRefused(_logger, session.ClientId, subscription.Filter);
                RemoveSubscription(subscription);
            }
        }
    }

    /// <summary>DISCONNECT may set another session expiry. False: it was 0, which cannot be taken back (MQTT 5, 3.14.2.2.2).</summary>
    internal bool TryChangeExpiry(Session session, uint seconds)
    {
        lock (Gate)
        {
            if (session.ExpirySeconds == 0 && seconds > 0)
            {
                return false;
            }
            session.ExpirySeconds = (uint)Math.Min(seconds, Limits.SessionExpiryMax.TotalSeconds);
            return true;
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
        var now = Now();
        session.Connection = null;
        session.LeftAt = ++_left;
        session.ExpiresAt = now + TimeSpan.FromSeconds(session.ExpirySeconds);
        if (reason != CloseReason.ClientDisconnected && connection.Will is { } will)
        {
            (session.PendingWill, session.WillAt) = (will, now + will.Delay);
        }
        else if (connection.Will is not null)
        {
            Records.NoWill(session.Key);
        }
        if (session.ExpirySeconds == 0)
        {
            Forget(session);
        }
        else
        {
            Records.Session(session);
            if (now >= session.WillAt)
            {
                PublishWill(session);
            }
            else if (session.PendingWill is { } pending)
            {
                Records.Will(session.Key, pending, session.WillAt);
            }
            DealAnew(session, sessionEnds: false);
        }
        _observer?.Disconnected(session.Identity, reason);
        Flush();
    }

    internal void DownlinkAcknowledged(MqttConnection connection, PacketType type, AckPacket packet)
    {
        lock (Gate)
        {
            if (!connection.IsConnected)
            {
                return;
            }
            var session = connection.Session!;
            switch (type)
            {
                case PacketType.Puback:
                    session.Acknowledged(packet.PacketId, Now());
                    break;
                case PacketType.Pubrec:
                    var known = session.Received(packet.PacketId, packet.IsRefusal, Now(), out var ticket);
                    if (packet.IsRefusal)
                    {
                        break;
                    }
                    var reason = known ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound;
                    connection.SendPubrel(packet.PacketId, reason, ticket);
                    break;
                default:
                    session.Completed(packet.PacketId, Now());
                    break;
            }
            Flush();
        }
    }

    /// <summary>Ends sessions whose time is over, publishes wills whose delay is, and goes on with retained messages that did not fit. Called within the gate.</summary>
    private void TickSessions(TimeSpan now)
    {
        List<Session>? ended = null;
        foreach (var session in _sessions.Values)
        {
            if (session.Connection is not null)
            {
                session.SendBacklog(now);
                continue;
            }
            if (now >= session.ExpiresAt)
            {
                (ended ??= []).Add(session);
            }
            else if (session.PendingWill is not null && now >= session.WillAt)
            {
                PublishWill(session);
            }
        }
        ended?.ForEach(session => Forget(session));
        if (now >= _sweepAt)
        {
            _sweepAt = now + _sweepEvery;
            foreach (var topic in _retained.Expired(now))
            {
                RemoveRetained(topic);
            }
        }
        Flush();
    }

    private void PublishWill(Session session)
    {
        if (session.PendingWill is not { } will)
        {
            return;
        }
        session.PendingWill = null;
        PublishWill(session.Key, will);
    }

    private void PublishWill(string sessionKey, Will will)
    {
        var message = new Downlink(will.Topic, will.Payload, will.Qos, will.Retain)
        {
            Properties = will.Properties,
            ExpiresAt = will.Expiry is { } expiry ? Now() + expiry : TimeSpan.MaxValue,
            Publisher = sessionKey,
        };
        if (will.Retain && !MayRetain(will.Topic, will.Payload.Length))
        {
            Dropped(will.Qos, DropReason.NotRetained);
            Route(message);
        }
        else
        {
            RetainAndRoute(message);
        }
        Records.NoWill(sessionKey);
    }

    /// <summary>An id for a client without one; after a restart kept sessions may have some already.</summary>
    private string AssignedId(ClientIdentity identity)
    {
        string clientId;
        do
        {
            clientId = $"~{++_assigned}";
        }
        while (_sessions.ContainsKey($"{identity.Name}/{clientId}"));
        return clientId;
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
