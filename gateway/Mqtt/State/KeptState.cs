namespace Wattline.Gateway.Mqtt;

/// <summary>What a store held, read and not yet put together: values come in any order, and may belong to a session that is gone.</summary>
/// <exception cref="InvalidDataException">The store is of another format.</exception>
internal sealed class KeptState(StateClock time)
{
    /// <summary>A session, and when it was left: Unix ms, 0 when it was connected.</summary>
    internal readonly record struct KeptSession(string Key, ClientIdentity Identity, string ClientId, long Born, ushort IdentifiersTo, uint ExpirySeconds, long LeftAtMs);

    /// <summary>Something of a session, with its key in the store.</summary>
    internal readonly record struct Of<T>(string Session, T What, byte[] Key);

    public bool HasFormat { get; private set; }

    public List<KeptSession> Sessions { get; } = [];

    public List<Of<(string Filter, SubscribeOptions Options, uint Id)>> Subscriptions { get; } = [];

    public List<Downlink> Retained { get; } = [];

    /// <summary>Messages on their way, and the shared filter they were dealt out of; empty when there was none.</summary>
    public List<Of<(Outbound Outbound, string Share)>> Downlinks { get; } = [];

    /// <summary>QoS 2 identifiers with their session's number and the intake's ticket.</summary>
    public List<Of<(long Born, ushort PacketId, long Ticket)>> Received { get; } = [];

    /// <summary>Wills and when they are published, Unix ms, 0 when their client was connected.</summary>
    public List<(string Session, Will Will, long AtMs)> Wills { get; } = [];

    public void Take(ReadOnlySpan<byte> keyBytes, ReadOnlySpan<byte> valueBytes)
    {
        var key = new StateCursor(keyBytes);
        var value = new StateCursor(valueBytes);
        switch ((StateKind)key.Byte())
        {
            case StateKind.Format when value.Byte() == StateRecords.Format:
                HasFormat = true;
                break;
            case StateKind.Session:
                var session = key.Text();
                var identity = new ClientIdentity(value.Text(), (ClientRole)value.Byte(), []);
                Sessions.Add(new(session, identity, value.Text(), value.Int64(), value.UInt16(), value.UInt32(), value.Int64()));
                break;
            case StateKind.Subscription:
                Subscriptions.Add(new(key.Text(), (key.Rest(), SubscribeOptions.Decode(value.Byte()), value.UInt32()), keyBytes.ToArray()));
                break;
            case StateKind.Retained:
                Retained.Add(Message(ref value));
                break;
            case StateKind.Downlink:
                Downlinks.Add(new(key.Text(), ReadOutbound(key.Int64(), ref value), keyBytes.ToArray()));
                break;
            case StateKind.Received:
                Received.Add(new(key.Text(), (key.Int64(), key.UInt16(), value.Int64()), keyBytes.ToArray()));
                break;
            case StateKind.Will:
                Wills.Add(ReadWill(key.Text(), ref value));
                break;
            default:
                throw new InvalidDataException("The endpoint's kept state is of another format than this program writes.");
        }
    }

    private (Outbound Outbound, string Share) ReadOutbound(long order, ref StateCursor value)
    {
        var (packetId, state) = (value.UInt16(), (OutboundState)value.Byte());
        if (state == OutboundState.AwaitsPubcomp)
        {
            return (new(packetId, state, default, order), "");
        }
        var (qos, retain) = (value.Byte(), value.Byte() != 0);
        var ids = new uint[value.Byte()];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = value.UInt32();
        }
        var delivery = new Delivery(Message(ref value), qos, retain, ids.Length == 0 ? null : ids, Group: null);
        return (new(packetId, state, delivery, order), value.Rest());
    }

    private Downlink Message(ref StateCursor value)
    {
        var expiresAt = time.MomentOf(value.Int64());
        var (flags, hasPublisher, publisher, topic, properties) = (value.Byte(), value.Byte() != 0, value.Text(), value.Text(), value.Bytes());
        return new(topic, value.Bytes(), flags & 3, (flags & 4) != 0)
        {
            Properties = properties,
            ExpiresAt = expiresAt,
            Publisher = hasPublisher ? publisher : null,
        };
    }

    private static (string Session, Will Will, long AtMs) ReadWill(string session, ref StateCursor value)
    {
        var (at, delay, expiry, flags) = (value.Int64(), value.Int64(), value.Int64(), value.Byte());
        var (topic, properties) = (value.Text(), value.Bytes());
        return (session, new(topic, value.Bytes(), flags & 3, (flags & 4) != 0)
        {
            Properties = properties,
            Delay = TimeSpan.FromSeconds(delay),
            Expiry = expiry < 0 ? null : TimeSpan.FromSeconds(expiry),
        }, at);
    }
}
