using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>What happens on a connection. Called from within its <c>Process</c> and <c>Step</c>; it may call the connection's objects in turn.</summary>
public interface IAmqpHandler
{
    /// <summary>Both sides are open.</summary>
    void OnOpened(AmqpConnection connection);

    /// <summary>The peer answered a session of ours, or began one (which is answered already).</summary>
    void OnBegun(AmqpSession session);

    /// <summary>The peer ended a session, or it went with its connection.</summary>
    void OnEnded(AmqpSession session, AmqpError? error);

    /// <summary>The peer asks for a link: <see cref="AmqpLink.Accept"/> or <see cref="AmqpLink.Refuse"/> it.</summary>
    void OnAttaching(AmqpLink link);

    /// <summary>The peer accepted a link of ours. A refusal comes as <see cref="OnDetached"/> alone.</summary>
    void OnAttached(AmqpLink link);

    /// <summary>The peer detached a link, refused it, or it went with its session.</summary>
    void OnDetached(AmqpLink link, AmqpError? error);

    /// <summary>A sender may have got room: credit, a session's window, or a peer that reads again.</summary>
    void OnRoom(SenderLink link);

    /// <summary>A whole message arrived. Its bytes are valid during the call only.</summary>
    void OnMessage(ReceiverLink link, in Delivery delivery);

    /// <summary>The peer told what became of a delivery of ours.</summary>
    void OnOutcome(SenderLink link, uint deliveryId, DeliveryState state);

    /// <summary>The connection is over. Called once.</summary>
    void OnClosed(AmqpConnection connection, AmqpError? error);
}
