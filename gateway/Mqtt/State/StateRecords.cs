namespace Wattline.Gateway.Mqtt;

/// <summary>
/// Writes what a restart has to find again. Each method gives the ticket of its change, 0 when nothing is kept. Called within the
/// broker's lock, but for what comes in with QoS 2, which brings no buffer of its own.
/// </summary>
/// <param name="store">Null keeps nothing.</param>
/// <param name="time">The broker's clock and the wall's.</param>
internal sealed class StateRecords(IStateStore? store, StateClock time)
{
    /// <summary>How values are written. A store of another format is not read.</summary>
    public const byte Format = 1;

    private readonly StateBuffer _key = new();
    private readonly StateBuffer _value = new();

    /// <summary>Changes up to this may be acknowledged.</summary>
    public long DurableTicket => store?.DurableTicket ?? long.MaxValue;

    /// <summary>Whether the store keeps up.</summary>
    public bool HasRoom => store?.HasRoom ?? true;

    /// <summary>A session begins, is found again, or is left.</summary>
    public long Session(Session session) => Set(
        _key.Key(StateKind.Session).Text(session.Key),
        _value.Start().Text(session.Identity.Name).Byte((byte)session.Identity.Role).Text(session.ClientId).Int64(session.Born).UInt16(session.IdentifiersTo).UInt32(session.ExpirySeconds)
            .Int64(session.Connection is null ? time.WallOf(session.ExpiresAt) - (session.ExpirySeconds * 1_000L) : 0));

    public long NoSession(Session session) => Remove(_key.Key(StateKind.Session).Text(session.Key));

    public long Subscription(Subscription subscription) => subscription.Session.IsKept
        ? Set(KeyOf(subscription.Session, subscription.Filter), _value.Start().Byte(subscription.Options.Encoded).UInt32(subscription.Id))
        : 0;

    public long NoSubscription(Session session, string filter) => session.IsKept ? Remove(KeyOf(session, filter)) : 0;

    public long Retained(Downlink message) => Set(_key.Key(StateKind.Retained).Rest(message.Topic), Append(_value.Start(), message));

    public long NotRetained(string topic) => Remove(_key.Key(StateKind.Retained).Rest(topic));

    public long Downlink(Session session, in Outbound outbound)
    {
        if (!session.IsKept || !HasRoom)
        {
            return 0;
        }
        _value.Start().UInt16(outbound.PacketId).Byte((byte)outbound.State);
        if (outbound.State != OutboundState.AwaitsPubcomp)
        {
            var delivery = outbound.Delivery;
            _value.Byte(delivery.Qos).Byte(delivery.Retain ? (byte)1 : (byte)0).Byte((byte)Math.Min(delivery.SubscriptionIds?.Length ?? 0, byte.MaxValue));
            foreach (var id in delivery.SubscriptionIds.AsSpan()[..Math.Min(delivery.SubscriptionIds?.Length ?? 0, byte.MaxValue)])
            {
                _value.UInt32(id);
            }
            Append(_value, delivery.Message);
            if (delivery.Group is { } share)
            {
                _value.Rest(share.Filter);
            }
        }
        return Set(_key.Key(StateKind.Downlink).Text(session.Key).Int64(outbound.Order), _value);
    }

    public long NoDownlink(Session session, long order) =>
        session.IsKept ? Remove(_key.Key(StateKind.Downlink).Text(session.Key).Int64(order)) : 0;

    /// <summary>A QoS 2 message was taken; the intake's ticket tells after a crash whether it really was. Called within the session's receiving lock.</summary>
    public long Received(Session session, ushort packetId, long ticket) =>
        store is null || !session.IsKept ? 0 : store.Set(ReceivedKey(session, packetId).Written, new StateBuffer().Int64(ticket).Written);

    /// <summary>Its PUBREL came. Called within the session's receiving lock.</summary>
    public long Released(Session session, ushort packetId) =>
        session.IsKept ? Forgotten(session, packetId) : 0;

    /// <summary>The session is gone. Called within its receiving lock.</summary>
    public long Forgotten(Session session, ushort packetId) => store?.Remove(ReceivedKey(session, packetId).Written) ?? 0;

    /// <summary>A client left a will; <paramref name="at"/> is when it is published, null while the client is connected.</summary>
    public long Will(string sessionKey, Will will, TimeSpan? at) => Set(
        _key.Key(StateKind.Will).Text(sessionKey),
        _value.Start().Int64(at is { } moment ? time.WallOf(moment) : 0).Int64((long)will.Delay.TotalSeconds)
            .Int64((long)(will.Expiry?.TotalSeconds ?? -1)).Byte((byte)(will.Qos | (will.Retain ? 4 : 0)))
            .Text(will.Topic).Bytes(will.Properties).Bytes(will.Payload));

    public long NoWill(string sessionKey) => Remove(_key.Key(StateKind.Will).Text(sessionKey));

    /// <summary>Says in a new store how it is written.</summary>
    public void MarkFormat() => Set(_key.Key(StateKind.Format), _value.Start().Byte(Format));

    /// <summary>Takes out what nothing refers to.</summary>
    public void Drop(byte[] key) => store?.Remove(key);

    private static StateBuffer ReceivedKey(Session session, ushort packetId) => new StateBuffer().Key(StateKind.Received).Text(session.Key).Int64(session.Born).UInt16(packetId);

    private StateBuffer KeyOf(Session session, string filter) => _key.Key(StateKind.Subscription).Text(session.Key).Rest(filter);

    private StateBuffer Append(StateBuffer value, Downlink message) => value
        .Int64(time.WallOf(message.ExpiresAt)).Byte((byte)(message.Qos | (message.Retain ? 4 : 0))).Byte(message.Publisher is null ? (byte)0 : (byte)1)
        .Text(message.Publisher ?? "").Text(message.Topic).Bytes(message.Properties).Bytes(message.Payload.Span);

    private long Set(StateBuffer key, StateBuffer value) => store?.Set(key.Written, value.Written) ?? 0;

    private long Remove(StateBuffer key) => store?.Remove(key.Written) ?? 0;
}
