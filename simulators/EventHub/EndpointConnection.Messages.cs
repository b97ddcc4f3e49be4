using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Simulators.EventHub.Nodes;

namespace Wattline.Simulators.EventHub;

/// <content>What clients send.</content>
public sealed partial class EndpointConnection
{
    private void Received(ReceiverLink link, in Delivery delivery)
    {
        link.Release();
        if (delivery.TooLarge)
        {
            _endpoint.Counters.Refused++;
            Settle(link, delivery, DeliveryState.Rejected(new AmqpError(ErrorCondition.MessageSizeExceeded, $"The received message exceeds the maximum allowed size of {_endpoint.Settings.Limits.MessageBytesMax} bytes.")));
            return;
        }
        switch (link.Context)
        {
            case Publisher publisher:
                Publish(link, publisher, delivery);
                break;
            case RequestNode node:
                Settle(link, delivery, DeliveryState.Accepted);
                Answer(link, node, delivery.Payload);
                break;
        }
    }

    private void Publish(ReceiverLink link, Publisher publisher, in Delivery delivery)
    {
        var fault = _endpoint.DrawLocked();
        switch (fault)
        {
            case Fault.Busy:
                Settle(link, delivery, DeliveryState.Rejected(new AmqpError(ErrorCondition.ServerBusy, "The server was too busy to process the request (injected). Please wait 4 seconds and try again.")));
                return;
            case Fault.Cut:
                Cut();
                return;
            case Fault.Detached:
                link.Detach(new AmqpError(ErrorCondition.DetachForced, "The link was detached (injected)."));
                return;
        }
        var result = _endpoint.StoreLocked(publisher.Hub, publisher.Partition, delivery.Payload, delivery.Format == MessageSections.BatchFormat, publisher.Producer);
        if (fault == Fault.StoredAndCut)
        {
            Cut();
            return;
        }
        if (result.Error is not null)
        {
            _endpoint.Counters.Refused++;
        }
        Settle(link, delivery, result.Error is { } error ? DeliveryState.Rejected(error) : DeliveryState.Accepted);
    }

    private static void Settle(ReceiverLink link, in Delivery delivery, DeliveryState state)
    {
        if (!delivery.Settled)
        {
            link.Settle(delivery.Id, state);
        }
    }

    private void Answer(ReceiverLink link, RequestNode node, ReadOnlySpan<byte> payload)
    {
        var fault = SmallMessage.TryRead(payload, out var request);
        var reply = fault != AmqpFault.None ? ManagementReplies.Status(request, 400, ErrorCondition.DecodeError, $"The request could not be decoded: {fault}.")
            : node == RequestNode.Tokens ? PutToken(request) : Manage(request);
        var ways = link.Session.Links.Select(other => other.Context).OfType<ReplyLink>().Where(way => way.Node == node).ToList();
        (ways.Find(way => way.Address == request.Properties.ReplyTo) ?? ways.FirstOrDefault())?.Send(reply.Encode());
    }

    /// <summary>The type says jwt for some clients though the token is a shared access signature; the token itself decides.</summary>
    private SmallMessage PutToken(SmallMessage request)
    {
        if (request.Application["operation"]?.Text != "put-token")
        {
            return ManagementReplies.Status(request, 400, ErrorCondition.NotImplemented, "The operation is not put-token.");
        }
        string? refusal = _grants.Put(request.Body.Text ?? "", request.Application["name"]?.Text ?? "", _endpoint.UtcNow);
        return refusal is null ? ManagementReplies.Status(request, 202, null, "Accepted")
            : ManagementReplies.Status(request, 401, ErrorCondition.UnauthorizedAccess, refusal);
    }

    private SmallMessage Manage(SmallMessage request)
    {
        string hub = request.Application["name"]?.Text ?? "";
        if (request.Application["security_token"]?.Text is { } token)
        {
            // Azure's client for .NET brings its token with the question; one that is no good leaves the right as it was.
            _ = _grants.Put(token, $"{hub}/$management", _endpoint.UtcNow);
        }
        return Permits($"{hub}/$management", AccessRights.Manage) ? ManagementReplies.Answer(request, _endpoint.HubOf, _endpoint.UtcNow)
            : ManagementReplies.Status(request, 401, ErrorCondition.UnauthorizedAccess, $"Unauthorized access. Resource: '{hub}/$management'.");
    }

    private sealed class Handler(EndpointConnection owner) : IAmqpHandler
    {
        public void OnOpened(AmqpConnection connection)
        {
        }

        public void OnBegun(AmqpSession session)
        {
        }

        public void OnEnded(AmqpSession session, AmqpError? error)
        {
        }

        public void OnAttaching(AmqpLink link) => owner.Attaching(link);

        public void OnAttached(AmqpLink link)
        {
        }

        public void OnDetached(AmqpLink link, AmqpError? error) => owner.Leave(link);

        public void OnRoom(SenderLink link)
        {
            switch (link.Context)
            {
                case ReplyLink replies:
                    replies.Pump();
                    break;
                case Reader reader when !reader.Pump(owner._endpoint.Throughput, owner._endpoint.Now, owner._endpoint.UtcNow):
                    owner._endpoint.PumpLaterLocked(owner._endpoint.Now);
                    break;
            }
        }

        public void OnMessage(ReceiverLink link, in Delivery delivery) => owner.Received(link, delivery);

        public void OnOutcome(SenderLink link, uint deliveryId, DeliveryState state)
        {
        }

        public void OnClosed(AmqpConnection connection, AmqpError? error)
        {
            owner.IsClosed = true;
            owner._endpoint.ForgetLocked(owner);
        }
    }
}
