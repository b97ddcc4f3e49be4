namespace Wattline.Gateway.Mqtt;

/// <summary>What a key of the kept state begins with. The numbers are stored.</summary>
internal enum StateKind : byte
{
    /// <summary>How values are written: one byte, <see cref="StateRecords.Format"/>.</summary>
    Format = 0,

    /// <summary>A session that outlives its connection.</summary>
    Session = 1,

    /// <summary>A subscription of a session; the filter follows.</summary>
    Subscription = 2,

    /// <summary>A retained message; the topic follows.</summary>
    Retained = 3,

    /// <summary>A message on its way to a session; its place in the order, i64, follows.</summary>
    Downlink = 4,

    /// <summary>A packet identifier, u16 behind the session's number i64, that was received with QoS 2 and is not released.</summary>
    Received = 5,

    /// <summary>The will of a client that is connected, or whose delay runs.</summary>
    Will = 6,
}
