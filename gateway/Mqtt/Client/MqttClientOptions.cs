namespace Wattline.Gateway.Mqtt.Client;

/// <summary>How a client connects, and what it bounds. Times are real ones.</summary>
public sealed record MqttClientOptions
{
    /// <summary>The protocol.</summary>
    public MqttVersion Version { get; init; } = MqttVersion.V5;

    /// <summary>Unique at the server. Empty lets the server choose, which needs <see cref="CleanStart"/>.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The user name, if there is one.</summary>
    public string? User { get; init; }

    /// <summary>The password. Never logged.</summary>
    public ReadOnlyMemory<byte> Password { get; init; }

    /// <summary>Whether each connection begins without a session.</summary>
    public bool CleanStart { get; init; }

    /// <summary>How long the server keeps the session after the connection (v5; 3.1.1 keeps it for ever unless <see cref="CleanStart"/>).</summary>
    public uint SessionExpirySeconds { get; init; }

    /// <summary>What the server publishes if the client is lost.</summary>
    public MqttWill? Will { get; init; }

    /// <summary>At most this long without a packet to the server; 0 never pings. The server may say a shorter one (v5).</summary>
    public int KeepAliveSeconds { get; init; } = 30;

    /// <summary>Incoming QoS 1 and 2 messages without an acknowledgement. MQTT 5 tells the server so; beyond it reading pauses.</summary>
    public ushort ReceiveMaximum { get; init; } = 1_024;

    /// <summary>Bytes of an incoming packet.</summary>
    public int PacketBytesMax { get; init; } = 256 * 1_024;

    /// <summary>Outgoing QoS 1 and 2 messages under way at once; the server may want fewer (v5).</summary>
    public ushort InFlightMax { get; init; } = 256;

    /// <summary>Outgoing QoS 1 and 2 messages in all, under way and waiting.</summary>
    public int QueuedMax { get; init; } = 1_024;

    /// <summary>The same in bytes of payload.</summary>
    public long QueuedBytesMax { get; init; } = 8L << 20;

    /// <summary>Bytes that the connection has not taken; QoS 0 messages are refused beyond it.</summary>
    public int UnsentBytesMax { get; init; } = 1 << 20;

    /// <summary>To open a connection, TLS included.</summary>
    public int OpenWithinMs { get; init; } = 15_000;

    /// <summary>From CONNECT to CONNACK.</summary>
    public int ConnackWithinMs { get; init; } = 10_000;

    /// <summary>From PINGREQ to any packet.</summary>
    public int PingWithinMs { get; init; } = 10_000;

    /// <summary>The first wait after a failure; it doubles.</summary>
    public int BackoffMsMin { get; init; } = 500;

    /// <summary>The longest wait after a failure.</summary>
    public int BackoffMsMax { get; init; } = 60_000;

    /// <summary>Everything but the secrets.</summary>
    public override string ToString() => $"{ClientId} {Version}";
}
