namespace Wattline.Gateway.Mqtt;

/// <summary>What the endpoint bounds, and why.</summary>
public sealed record MqttLimits
{
    /// <summary>Bytes of a packet before CONNECT was accepted: ids, a user, a password and a will, and nothing for a stranger to fill memory with.</summary>
    public int ConnectBytesMax { get; init; } = 4 * 1_024;

    /// <summary>Bytes of a packet afterwards: a concentrator's message has at most 16 KiB (docs/uplink.md); SenML packs of others are larger.</summary>
    public int PacketBytesMax { get; init; } = 256 * 1_024;

    /// <summary>Time from accepting a connection to its CONNECT, the TLS handshake included. Slow radio links need a few seconds; a silent socket must not stay.</summary>
    public TimeSpan ConnectWithin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Connections in all. About 7 kB each when idle, 55 kB with mutual TLS.</summary>
    public int ConnectionsMax { get; init; } = 20_000;

    /// <summary>
    /// Connections from one IPv4 address or one IPv6 network (/64, which one customer has whole): many concentrators may share a
    /// mobile operator's address, and one of them must not take all. The machine itself is not counted: a proxy on it hides the others.
    /// </summary>
    public int ConnectionsPerAddressMax { get; init; } = 1_024;

    /// <summary>The same before CONNECT was accepted.</summary>
    public int UnconnectedPerAddressMax { get; init; } = 256;

    /// <summary>TLS handshakes begun in a second, about 4 ms of a core each with a client's certificate: after an outage ten thousand clients are back within a minute, and those that are connected are served meanwhile.</summary>
    public int HandshakesPerSecondMax { get; init; } = 200;

    /// <summary>TLS handshakes under way at once, some 100 kB each.</summary>
    public int HandshakesMax { get; init; } = 512;

    /// <summary>Messages that a client may publish in a second, ten seconds' worth after a pause; above it its reads pause. No concentrator needs as many, and a dozen clients at it fill two cores.</summary>
    public int MessagesPerSecondMax { get; init; } = 20_000;

    /// <summary>The same in bytes: what a disk and a cloud link take from several.</summary>
    public long BytesPerSecondMax { get; init; } = 32L << 20;

    /// <summary>Passwords that are checked at once: half of the cores go on serving those who are connected.</summary>
    public int LoginsAtOnceMax { get; init; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Passwords that wait to be checked: more clients than that are told to come later.</summary>
    public int LoginsWaitingMax { get; init; } = 2_000;

    /// <summary>When a wrong password is answered: longer than any check takes, so that the time says nothing, and dear for who guesses.</summary>
    public TimeSpan LoginRefusedAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Wrong passwords for one user in <see cref="LoginLockout"/>; then nothing is checked for that long.</summary>
    public int LoginFailuresMax { get; init; } = 10;

    /// <summary>The same from one address or network, that many devices with an old password may share.</summary>
    public int LoginFailuresPerAddressMax { get; init; } = 100;

    /// <summary>How long failures are remembered and keep others out: ten guesses a minute find no password, and who was locked out by another is back soon.</summary>
    public TimeSpan LoginLockout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Users and networks whose failures are remembered, about 100 bytes each.</summary>
    public int LoginsRememberedMax { get; init; } = 10_000;

    /// <summary>Connections whose CONNECT is awaited: after an outage the rest waits its turn instead of all handshakes starving each other.</summary>
    public int UnconnectedMax { get; init; } = 2_000;

    /// <summary>Sessions in all, connected or kept. Above it the kept session that was left first is forgotten.</summary>
    public int SessionsMax { get; init; } = 40_000;

    /// <summary>
    /// The longest keep-alive: who asks for more in MQTT 5 is told this one (3.2.2.3.14), so that a dead link is noticed within
    /// one and a half minutes. 3.1.1 has no way to tell.
    /// </summary>
    public TimeSpan KeepAliveMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The longest that a session is kept without a connection: a concentrator that is away for longer subscribes anew, which it does anyway.</summary>
    public TimeSpan SessionExpiryMax { get; init; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Received messages of a client whose acknowledgement waits: in 3.1.1 its reads pause then, in MQTT 5 it is the Receive
    /// Maximum. Twice as many QoS 2 exchanges of a session may be open, those of a lost connection beside the new ones.
    /// </summary>
    public int UnacknowledgedMax { get; init; } = 1_024;

    /// <summary>Topic aliases of a client, each way. A concentrator publishes to five topics.</summary>
    public int TopicAliasMax { get; init; } = 16;

    /// <summary>The same in bytes.</summary>
    public long UnacknowledgedBytesMax { get; init; } = 4L << 20;

    /// <summary>The same in bytes over all clients. What one read holds may go beyond it.</summary>
    public long UnacknowledgedBytesInAllMax { get; init; } = 64L << 20;

    /// <summary>Bytes taken from a paused client, so that its PINGREQ is seen; beyond, its socket is not read.</summary>
    public int PausedBytesMax { get; init; } = 256 * 1_024;

    /// <summary>Bytes of a file of revocation lists: some 300,000 certificates.</summary>
    public const int RevocationBytesMax = 16 << 20;

    /// <summary>Bytes of a topic name or filter. Ours have below 60.</summary>
    public const int TopicBytesMax = 512;

    /// <summary>Levels of a topic name or filter: bounds the walk through the tree.</summary>
    public const int TopicLevelsMax = 16;

    /// <summary>Bytes of a client id: 3.1.1 asks for 23 at least (3.1.3.1).</summary>
    public const int ClientIdBytesMax = 128;

    /// <summary>Subscriptions of a session. A concentrator needs one.</summary>
    public int SubscriptionsMax { get; init; } = 64;

    /// <summary>QoS 1 and 2 messages sent to a client and not acknowledged by it; fewer when its Receive Maximum says so.</summary>
    public int DownlinksInFlightMax { get; init; } = 16;

    /// <summary>QoS 1 and 2 messages that wait for a client, connected or not; further ones are dropped and counted. Plans are retained and commands asked for again, so nothing is lost by it.</summary>
    public int DownlinksQueuedMax { get; init; } = 256;

    /// <summary>The same in bytes.</summary>
    public long DownlinksQueuedBytesMax { get; init; } = 1L << 20;

    /// <summary>Messages between the clients that publish and those that watch: a second of heavy load; beyond it they are dropped for those who watch, never for the journal.</summary>
    public int FanOutMax { get; init; } = 65_536;

    /// <summary>The same in bytes.</summary>
    public long FanOutBytesMax { get; init; } = 64L << 20;

    /// <summary>Bytes a client has not taken from us; QoS 0 messages are dropped beyond it, and at twice as much it is closed.</summary>
    public int UnsentBytesMax { get; init; } = 512 * 1_024;

    /// <summary>Retained messages in all: a status and a plan for each concentrator.</summary>
    public int RetainedMax { get; init; } = 50_000;

    /// <summary>Bytes of a retained payload: a plan of a few hundred meters has about 10 kB.</summary>
    public int RetainedBytesMax { get; init; } = 64 * 1_024;

    /// <summary>Bytes of all retained messages.</summary>
    public long RetainedBytesInAllMax { get; init; } = 512L << 20;
}
