namespace Wattline.Cloud.EventHubs;

/// <summary>What the protocol bounds, and why.</summary>
public sealed record AmqpLimits
{
    /// <summary>Bytes of a frame before both sides' <c>open</c>: 2.4.1 asks for 512; clients put a product, a platform and a framework into their <c>open</c>.</summary>
    public const int FrameBytesBeforeOpenMax = 8 * 1_024;

    /// <summary>The least that a peer may ask us to keep to (2.4.1, MIN-MAX-FRAME-SIZE).</summary>
    public const int FrameBytesFloor = 512;

    /// <summary>Compound values inside each other. A batch of a described map of lists needs four; a stack must not be a peer's to fill.</summary>
    public const int DepthMax = 32;

    /// <summary>Elements of an array whose constructor has no bytes for an element (true, 0, an empty list): a count alone must not cost memory.</summary>
    public const int EmptyElementsMax = 256;

    /// <summary>Values that one decoding may make in all: what an <c>attach</c> or a request needs is below a hundred.</summary>
    public const int ValuesMax = 65_536;

    /// <summary>Bytes of a link's name. The clients put two GUIDs and an address into theirs.</summary>
    public const int LinkNameBytesMax = 1_024;

    /// <summary>Bytes of a delivery's tag (2.8.7).</summary>
    public const int DeliveryTagBytesMax = 32;

    /// <summary>Bytes of a frame that we take. Azure has 64 KiB.</summary>
    public int FrameBytesMax { get; init; } = 64 * 1_024;

    /// <summary>The highest channel. Each link or pair of links of a client opens a session of its own.</summary>
    public ushort ChannelMax { get; init; } = 4_095;

    /// <summary>The highest handle of a session. The standard clients use two.</summary>
    public uint HandleMax { get; init; } = 255;

    /// <summary>Bytes of a message. Azure's hubs take 1 MB (256 KB in Basic).</summary>
    public int MessageBytesMax { get; init; } = 1_024 * 1_024;

    /// <summary>Transfer frames of a session under way to us: about two of the largest frames of each message that credit allows.</summary>
    public uint IncomingWindow { get; init; } = 5_000;

    /// <summary>Deliveries of a session that wait for the peer's word. More are not sent.</summary>
    public int UnsettledMax { get; init; } = 10_000;

    /// <summary>Bytes not taken by a peer; beyond, messages wait.</summary>
    public long UnsentBytesMax { get; init; } = 1L << 20;

    /// <summary>Bytes not taken by a peer beyond which it is closed: it does not read and keeps asking.</summary>
    public long UnsentBytesCloseAt { get; init; } = 8L << 20;

    /// <summary>How long a peer may be silent. We ask it for half of it (2.4.5) and close at the whole.</summary>
    public TimeSpan IdleTimeOut { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Time from a connection's start to its <c>open</c>: TLS, SASL and a slow radio link.</summary>
    public TimeSpan OpenWithin { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a peer may take to answer our <c>close</c>.</summary>
    public TimeSpan CloseWithin { get; init; } = TimeSpan.FromSeconds(5);
}
