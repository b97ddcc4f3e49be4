namespace Wattline.Gateway.Mqtt;

/// <summary>Messages to the client: those under way in their order, then those that wait.</summary>
internal sealed partial class Session
{
    private const ushort IdentifiersAhead = 4_096;

    private List<Outbound>? _inFlight;
    private Queue<Outbound>? _waiting;
    private long _waitingBytes;
    private ushort _lastPacketId;
    private long _lastOrder;
    private int _sent;

    /// <summary>
    /// Packet identifiers are given up to this one. It is kept long before it is reached, and a restart goes on behind it: what was sent
    /// and not kept in the crash may be held by the client, and another message under its identifier would be taken for it.
    /// </summary>
    public ushort IdentifiersTo { get; private set; } = IdentifiersAhead;

    /// <summary>Messages of QoS 1 and 2 that wait or are under way.</summary>
    public int OutboundCount => (_inFlight?.Count ?? 0) + (_waiting?.Count ?? 0);

    /// <summary>Whether a further message of QoS 1 or 2 would not be dropped.</summary>
    public bool HasRoom(MqttLimits limits) => (_waiting?.Count ?? 0) < limits.DownlinksQueuedMax && _waitingBytes < limits.DownlinksQueuedBytesMax;

    /// <summary>Sends a message or keeps it; else tells why it was dropped.</summary>
    public DropReason Deliver(in Delivery delivery, TimeSpan now)
    {
        if (delivery.Qos == 0)
        {
            return Connection is null ? DropReason.Absent
                : Connection.UnsentBytes > broker.Limits.UnsentBytesMax ? DropReason.SlowConsumer
                : Connection.SendPublish(delivery, duplicate: false, packetId: 0, now) ? DropReason.None
                : DropReason.TooLargeForClient;
        }
        if (Connection is not null && _waiting is null && HasWindow)
        {
            var first = Next(delivery);
            if (!Start(first, now))
            {
                return DropReason.TooLargeForClient;
            }
            broker.Records.Downlink(this, first);
            return DropReason.None;
        }
        if (!HasRoom(broker.Limits) || (IsKept && !broker.Records.HasRoom))
        {
            return DropReason.QueueFull;
        }
        var outbound = Next(delivery);
        (_waiting ??= []).Enqueue(outbound);
        _waitingBytes += delivery.Message.Bytes;
        broker.Records.Downlink(this, outbound);
        return DropReason.None;
    }

    /// <summary>After a reconnect: what was under way goes again, in its order, then what waited (4.4.0-1).</summary>
    public void Resume(TimeSpan now)
    {
        _sent = 0;
        SendMore(now);
        SendBacklog(now);
    }

    /// <summary>PUBACK; an identifier that is not under way changes nothing.</summary>
    public void Acknowledged(ushort packetId, TimeSpan now) => Complete(packetId, OutboundState.AwaitsPuback, now);

    /// <summary>The session was kept over a restart.</summary>
    public void Restore(ushort identifiersTo) => (_lastPacketId, IdentifiersTo) = (identifiersTo, (ushort)(identifiersTo + IdentifiersAhead));

    /// <summary>A message that was kept over a restart; in its order.</summary>
    public void Restore(in Outbound outbound)
    {
        (_inFlight ??= []).Add(outbound);
        _lastOrder = outbound.Order;
    }

    /// <summary>
    /// PUBREC: the message is the client's, or it refused it. Gives whether the identifier is under way. PUBREL may go at the
    /// ticket: gone before, a restart would send the message again to a client that is through with it.
    /// </summary>
    public bool Received(ushort packetId, bool refused, TimeSpan now, out long ticket)
    {
        ticket = 0;
        if (refused)
        {
            return Complete(packetId, OutboundState.AwaitsPubrec, now);
        }
        var at = IndexOf(packetId);
        if (at < 0 || _inFlight![at].State == OutboundState.AwaitsPuback)
        {
            return false;
        }
        _inFlight[at] = new(packetId, OutboundState.AwaitsPubcomp, default, _inFlight[at].Order);
        ticket = broker.Records.Downlink(this, _inFlight[at]);
        _inFlight[at] = _inFlight[at] with { Ticket = ticket };
        return true;
    }

    /// <summary>PUBCOMP.</summary>
    public void Completed(ushort packetId, TimeSpan now) => Complete(packetId, OutboundState.AwaitsPubcomp, now);

    /// <summary>
    /// Takes out what was dealt to this session from shares that have somebody else for it: what waits, and of QoS 1 also what
    /// was sent. A QoS 2 message that was sent stays: it must not be told twice (MQTT 5, 4.8.2-4, -5). A restart still finds what was
    /// taken until the caller has its record removed.
    /// </summary>
    public List<Outbound>? TakeShared(Func<ShareGroup, bool> hasAnother)
    {
        List<Outbound>? taken = null;
        for (var i = 0; i < _inFlight?.Count; i++)
        {
            if (_inFlight[i] is { State: OutboundState.AwaitsPuback, Delivery.Group: { } group } sent && hasAnother(group))
            {
                (taken ??= []).Add(sent);
                _inFlight.RemoveAt(i--);
            }
        }
        for (var count = _waiting?.Count ?? 0; count > 0; count--)
        {
            var outbound = _waiting!.Dequeue();
            if (outbound.Delivery.Group is null || !hasAnother(outbound.Delivery.Group))
            {
                _waiting.Enqueue(outbound);
                continue;
            }
            (taken ??= []).Add(outbound);
            _waitingBytes -= outbound.Delivery.Message.Bytes;
        }
        _waiting = _waiting is { Count: 0 } ? null : _waiting;
        _inFlight = _inFlight is { Count: 0 } ? null : _inFlight;
        return taken;
    }

    /// <summary>The session ends: whatever is left is dropped.</summary>
    public void DropAll()
    {
        foreach (var outbound in _inFlight ?? [])
        {
            broker.Records.NoDownlink(this, outbound.Order);
            if (outbound.State != OutboundState.AwaitsPubcomp)
            {
                broker.Dropped(outbound.Delivery.Qos, DropReason.SessionEnded);
            }
        }
        foreach (var outbound in _waiting ?? [])
        {
            broker.Records.NoDownlink(this, outbound.Order);
            broker.Dropped(outbound.Delivery.Qos, DropReason.SessionEnded);
        }
        (_inFlight, _waiting, _waitingBytes, _backlog) = (null, null, 0, null);
    }

    private bool HasWindow => (_inFlight?.Count ?? 0) < Connection!.ClientReceiveMaximum;

    private int IndexOf(ushort packetId)
    {
        for (var i = 0; i < _inFlight?.Count; i++)
        {
            if (_inFlight[i].PacketId == packetId)
            {
                return i;
            }
        }
        return -1;
    }

    private bool Complete(ushort packetId, OutboundState state, TimeSpan now)
    {
        var at = IndexOf(packetId);
        if (at < 0 || _inFlight![at].State != state)
        {
            return false;
        }
        broker.Records.NoDownlink(this, _inFlight[at].Order);
        var message = _inFlight[at].Delivery.Message;
        _inFlight.RemoveAt(at);
        // Of a QoS 2 exchange that ends with PUBCOMP the message is gone already.
        if (message?.Receiver is { } receiver && receiver == Identity.Name) message.Acknowledged!();
        _sent -= at < _sent ? 1 : 0;
        SendMore(now);
        SendBacklog(now);
        return true;
    }

    private void SendMore(TimeSpan now)
    {
        var window = Connection!.ClientReceiveMaximum;
        while (_sent < _inFlight?.Count && _sent < window)
        {
            var outbound = _inFlight[_sent];
            if (outbound.State == OutboundState.AwaitsPubcomp)
            {
                Connection.SendPubrel(outbound.PacketId, ReasonCode.Success, outbound.Ticket);
                _sent++;
            }
            else if (Connection.SendPublish(outbound.Delivery, duplicate: true, outbound.PacketId, now))
            {
                _sent++;
            }
            else
            {
                _inFlight.RemoveAt(_sent);
                broker.Records.NoDownlink(this, outbound.Order);
                broker.Dropped(outbound.Delivery.Qos, DropReason.TooLargeForClient);
            }
        }
        while (_waiting is not null && HasWindow && _waiting.TryDequeue(out var outbound))
        {
            var delivery = outbound.Delivery;
            _waitingBytes -= delivery.Message.Bytes;
            var reason = delivery.Message.IsExpired(now) ? DropReason.Expired : Start(outbound, now) ? DropReason.None : DropReason.TooLargeForClient;
            if (reason != DropReason.None)
            {
                broker.Records.NoDownlink(this, outbound.Order);
                broker.Dropped(delivery.Qos, reason);
            }
        }
        // A queue that was needed once is not kept for ever.
        _waiting = _waiting is { Count: 0 } ? null : _waiting;
    }

    private bool Start(in Outbound outbound, TimeSpan now)
    {
        if (!Connection!.SendPublish(outbound.Delivery, duplicate: false, outbound.PacketId, now))
        {
            return false;
        }
        (_inFlight ??= []).Add(outbound);
        _sent++;
        return true;
    }

    private Outbound Next(in Delivery delivery)
    {
        do
        {
            _lastPacketId = (ushort)(_lastPacketId == ushort.MaxValue ? 1 : _lastPacketId + 1);
        }
        while (IndexOf(_lastPacketId) >= 0 || Waits(_lastPacketId));
        if ((ushort)(IdentifiersTo - _lastPacketId) < IdentifiersAhead / 2)
        {
            IdentifiersTo += IdentifiersAhead;
            if (IsKept)
            {
                broker.Records.Session(this);
            }
        }
        return new(_lastPacketId, delivery.Qos == 1 ? OutboundState.AwaitsPuback : OutboundState.AwaitsPubrec, delivery, ++_lastOrder);
    }

    private bool Waits(ushort packetId)
    {
        foreach (var outbound in _waiting ?? [])
        {
            if (outbound.PacketId == packetId)
            {
                return true;
            }
        }
        return false;
    }
}
