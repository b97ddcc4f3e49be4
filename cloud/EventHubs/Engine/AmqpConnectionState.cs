namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>Where a connection is (OASIS AMQP 1.0, 2.4.6, 5.3.2).</summary>
public enum AmqpConnectionState
{
    /// <summary>The first header is awaited.</summary>
    AwaitingHeader,

    /// <summary>Client: the mechanisms are awaited. Server: the client's choice.</summary>
    AwaitingSasl,

    /// <summary>Client: the outcome is awaited.</summary>
    AwaitingOutcome,

    /// <summary>AMQP's header is awaited, behind a security layer.</summary>
    AwaitingAmqpHeader,

    /// <summary>The peer's open is awaited.</summary>
    AwaitingOpen,

    /// <summary>Both sides are open.</summary>
    Open,

    /// <summary>Ours is closed, the peer's close is awaited.</summary>
    Closing,

    /// <summary>It is over; the transport may go once it has sent what it holds.</summary>
    Closed,
}
