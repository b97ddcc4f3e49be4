namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>Where a link is (OASIS AMQP 1.0, 2.6.3, 2.6.6).</summary>
public enum AmqpLinkState
{
    /// <summary>The peer asked for it and was not answered yet.</summary>
    Requested,

    /// <summary>We asked for it.</summary>
    AttachSent,

    /// <summary>Both sides have it.</summary>
    Attached,

    /// <summary>We detached; the peer's detach is awaited.</summary>
    DetachSent,

    /// <summary>It is over.</summary>
    Detached,
}
