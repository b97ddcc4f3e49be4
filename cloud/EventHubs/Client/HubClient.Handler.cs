using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Client;

/// <content>What happens on the connection.</content>
public sealed partial class HubClient
{
    private sealed class Handler(HubClient owner) : IAmqpHandler
    {
        public void OnOpened(AmqpConnection connection) => owner.Opened();

        public void OnBegun(AmqpSession session)
        {
        }

        public void OnEnded(AmqpSession session, AmqpError? error)
        {
        }

        public void OnAttaching(AmqpLink link) => link.Refuse(new AmqpError(ErrorCondition.NotAllowed, "This is a client."));

        public void OnAttached(AmqpLink link)
        {
            switch (link.Context)
            {
                case RequestChannel channel:
                    channel.Attached(link);
                    break;
                case HubLink hub:
                    hub.HandleAttached(owner.Now);
                    break;
            }
        }

        public void OnDetached(AmqpLink link, AmqpError? error)
        {
            switch (link.Context)
            {
                case RequestChannel channel:
                    channel.Closed(error);
                    break;
                case HubLink hub:
                    // What ended the whole connection passes by itself, unless the security layer says otherwise.
                    hub.HandleDetached(owner.IsOpen ? error : null, owner.Now);
                    break;
            }
        }

        public void OnRoom(SenderLink link)
        {
            switch (link.Context)
            {
                case RequestChannel channel:
                    channel.Pump();
                    break;
                case Producer producer:
                    producer.Pump(owner.Now);
                    break;
            }
        }

        public void OnMessage(ReceiverLink link, in Delivery delivery)
        {
            switch (link.Context)
            {
                case RequestChannel channel:
                    channel.Received(link, delivery);
                    break;
                case Consumer consumer:
                    consumer.Received(link, delivery);
                    break;
            }
        }

        public void OnOutcome(SenderLink link, uint deliveryId, DeliveryState state) =>
            (link.Context as Producer)?.Told(link, deliveryId, state, owner.Now);

        public void OnClosed(AmqpConnection connection, AmqpError? error) => owner.ClosedDown(error);
    }
}
