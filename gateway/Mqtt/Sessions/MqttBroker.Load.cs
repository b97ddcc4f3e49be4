namespace Wattline.Gateway.Mqtt;

/// <summary>What a restart finds again.</summary>
public sealed partial class MqttBroker
{
    private long _lastBorn;

    /// <summary>A session has a connection: from now on it is kept, if it outlives that, and so is its will, that a crash does not leave a client alive for ever.</summary>
    private void Keep(Session session, Will? will)
    {
        if (!session.IsKept && session.ExpirySeconds > 0)
        {
            (session.IsKept, session.Born) = (true, _lastBorn = _clock.After(_lastBorn));
        }
        if (session.IsKept)
        {
            Records.Session(session);
        }
        if (will is null)
        {
            Records.NoWill(session.Key);
        }
        else
        {
            Records.Will(session.Key, will, at: null);
        }
    }

    /// <summary>
    /// Everything as it was; clients that were connected have just left. What nothing refers to (a crash came while a session was being
    /// forgotten) is taken out.
    /// </summary>
    private void Load(IStateStore store)
    {
        lock (Gate)
        {
            var kept = new KeptState(_clock);
            store.Load(kept.Take);
            if (!kept.HasFormat)
            {
                Records.MarkFormat();
            }
            var now = Now();
            foreach (var message in kept.Retained)
            {
                _retained.Set(message.Topic, message);
            }
            foreach (var found in kept.Sessions.OrderBy(session => session.LeftAtMs == 0 ? long.MaxValue : session.LeftAtMs))
            {
                Restore(found, now);
            }
            foreach (var (owner, (filter, options, id), key) in kept.Subscriptions)
            {
                if (Known(owner, key) is { } session)
                {
                    Enter(new(session, filter), options, id);
                }
            }
            foreach (var (owner, (outbound, share), key) in kept.Downlinks.OrderBy(downlink => downlink.What.Outbound.Order))
            {
                if (Known(owner, key) is { } session)
                {
                    session.Restore(outbound with { Delivery = outbound.Delivery with { Group = session.Find(share)?.Group } });
                }
            }
            foreach (var (owner, (born, packetId, ticket), key) in kept.Received)
            {
                // What the intake lost in the crash was not taken, and is taken when it comes again.
                if (ticket <= Intake.DurableTicket && _sessions.GetValueOrDefault(owner) is { } session && session.Born == born)
                {
                    session.SetReceived(packetId, default);
                }
                else
                {
                    Records.Drop(key);
                }
            }
            foreach (var (owner, will, at) in kept.Wills)
            {
                Restore(owner, will, at, now);
            }
            TickSessions(now);
        }
    }

    private void Restore(in KeptState.KeptSession found, TimeSpan now)
    {
        var session = Remember(found.Key, found.Identity, found.ClientId);
        var whole = TimeSpan.FromSeconds(found.ExpirySeconds);
        var end = found.LeftAtMs == 0 ? now + whole : _clock.MomentOf(found.LeftAtMs) + whole;
        // A clock that was set back keeps nothing for longer than was asked for.
        (session.ExpirySeconds, session.ExpiresAt, session.LeftAt) = (found.ExpirySeconds, end < now + whole ? end : now + whole, ++_left);
        (session.IsKept, session.Born, _lastBorn) = (true, found.Born, Math.Max(_lastBorn, found.Born));
        session.Restore(found.IdentifiersTo);
        Records.Session(session);
    }

    private void Restore(string owner, Will will, long atMs, TimeSpan now)
    {
        if (_sessions.GetValueOrDefault(owner) is not { } session)
        {
            PublishWill(owner, will);
            return;
        }
        var last = now + will.Delay;
        var at = atMs == 0 ? last : _clock.MomentOf(atMs);
        (session.PendingWill, session.WillAt) = (will, at < last ? at : last);
    }

    private Session? Known(string owner, byte[] key)
    {
        if (_sessions.GetValueOrDefault(owner) is { } session)
        {
            return session;
        }
        Records.Drop(key);
        return null;
    }
}
