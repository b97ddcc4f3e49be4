namespace Wattline.Gateway.Mqtt;

/// <summary>
/// What outlives a connection when the client asks for it (4.1): subscriptions, messages on their way to the client, and the
/// identifiers of messages that came with QoS 2. Kept over a restart if it outlives its connection; guarded by the broker's lock, what came in by its own.
/// Most sessions have little of it, so everything is made when it is needed.
/// </summary>
internal sealed partial class Session(MqttBroker broker, string key, ClientIdentity identity, string clientId)
{
    private List<Subscription>? _subscriptions;

    public string Key { get; } = key;

    public ClientIdentity Identity { get; set; } = identity;

    public string ClientId { get; } = clientId;

    public MqttConnection? Connection { get; set; }

    /// <summary>Seconds that it is kept without a connection; <see cref="ConnectPacket.NeverExpires"/> has no end.</summary>
    public uint ExpirySeconds { get; set; }

    /// <summary>Whether it outlives its connection, and so is kept over a restart.</summary>
    public bool IsKept { get; set; }

    /// <summary>Tells it from an earlier session of the same name.</summary>
    public long Born { get; set; }

    /// <summary>When it ends, on the broker's clock; looked at while there is no connection.</summary>
    public TimeSpan ExpiresAt { get; set; }

    /// <summary>Orders the sessions without a connection by when they were left.</summary>
    public long LeftAt { get; set; }

    /// <summary>A will that waits for its delay; null when there is none.</summary>
    public Will? PendingWill { get; set; }

    /// <summary>When it is published, on the broker's clock.</summary>
    public TimeSpan WillAt { get; set; }

    /// <summary>The routing of which this session was found last, and its place in it: used by the broker alone.</summary>
    public (long Routing, int Place) Match { get; set; }

    public IReadOnlyList<Subscription> Subscriptions => _subscriptions ?? (IReadOnlyList<Subscription>)[];

    public Subscription? Find(string filter) => _subscriptions?.Find(subscription => subscription.Filter == filter);

    public void Add(Subscription subscription) => (_subscriptions ??= new(1)).Add(subscription);

    public void Remove(Subscription subscription) => _subscriptions?.Remove(subscription);
}
