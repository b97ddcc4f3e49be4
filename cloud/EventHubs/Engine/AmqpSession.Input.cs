using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Engine;

/// <content>What arrives.</content>
public sealed partial class AmqpSession
{
    internal void HandleBegin(ushort remoteChannel, in Begin begin)
    {
        RemoteChannel = remoteChannel;
        _nextIncomingId = begin.NextOutgoingId;
        _peerWindow = begin.IncomingWindow;
        _peerHandleMax = begin.HandleMax;
    }

    internal void HandleEnd(AmqpError? error)
    {
        if (!_endSent)
        {
            SayWhatIsOwed();
            _endSent = true;
            Connection.SendEnding(LocalChannel, Descriptors.End, null);
        }
        Connection.Forget(this);
        Drop(error);
    }

    /// <summary>Handles a performative of this session.</summary>
    /// <returns>A breach that ends the connection; null when there is none.</returns>
    internal AmqpError? Handle(ulong descriptor, ref AmqpReader reader)
    {
        switch (descriptor)
        {
            case Descriptors.Transfer:
                return HandleTransfer(ref reader);
            case Descriptors.Flow:
                var flow = Flow.Read(ref reader);
                return reader.Failed || _endSent ? null : HandleFlow(flow);
            case Descriptors.Disposition:
                var disposition = Disposition.Read(ref reader);
                if (!reader.Failed && !_endSent)
                {
                    HandleDisposition(disposition);
                }
                return null;
            case Descriptors.Attach:
                var attach = Attach.Read(ref reader);
                return reader.Failed || _endSent ? null : HandleAttach(attach);
            case Descriptors.Detach:
                var detach = Detach.Read(ref reader);
                if (!reader.Failed && !_endSent)
                {
                    LinkOf(detach.Handle)?.HandleDetach(detach);
                }
                return null;
            default:
                return new AmqpError(ErrorCondition.NotImplemented, $"No performative has the descriptor 0x{descriptor:x}.");
        }
    }

    private AmqpError? HandleTransfer(ref AmqpReader reader)
    {
        var transfer = Transfer.Read(ref reader);
        if (reader.Failed || _endSent)
        {
            return null;
        }
        if (_incomingWindow == 0)
        {
            End(new AmqpError(ErrorCondition.WindowViolation, "A transfer beyond the session's window."));
            return null;
        }
        _nextIncomingId++;
        _incomingWindow--;
        _flowOwed |= _incomingWindow <= Connection.Limits.IncomingWindow / 2;
        if (LinkOf(transfer.Handle) is not ReceiverLink link)
        {
            End(new AmqpError(ErrorCondition.UnattachedHandle, $"No link of handle {transfer.Handle} takes messages."));
            return null;
        }
        link.HandleTransfer(transfer, reader.Rest);
        return null;
    }

    private AmqpError? HandleFlow(in Flow flow)
    {
        // 2.5.6: what the peer had not seen when it wrote the flow is on its way and takes room of it.
        uint seen = flow.NextIncomingId ?? 0;
        uint window = seen + flow.IncomingWindow - _nextOutgoingId;
        _peerWindow = (int)window < 0 ? 0 : window;
        if (flow.Handle is null)
        {
            if (flow.Echo)
            {
                SendFlow(null, null);
            }
            Resume();
            return null;
        }
        switch (LinkOf(flow.Handle.Value))
        {
            case SenderLink sender:
                sender.HandleFlow(flow);
                break;
            case ReceiverLink receiver:
                receiver.HandleFlow(flow);
                break;
            default:
                End(new AmqpError(ErrorCondition.UnattachedHandle, $"No link has handle {flow.Handle}."));
                break;
        }
        return null;
    }

    private void HandleDisposition(in Disposition disposition)
    {
        if (!disposition.IsReceiver || _unsettled.Count == 0)
        {
            return; // A sender's word on its own deliveries: we settle first (2.6.12), so nothing is left to say.
        }
        // Accepted without "settled" (a receiver that settles second) ends the delivery here too; we settle it in turn.
        uint length = disposition.Last - disposition.First;
        if (length > int.MaxValue)
        {
            return;
        }
        var state = disposition.State ?? default;
        bool isEnd = disposition.Settled || state.Outcome is not (Outcome.None or Outcome.Received);
        if (!isEnd)
        {
            return;
        }
        if (length < _unsettled.Count)
        {
            for (uint i = 0; i <= length; i++)
            {
                Told(disposition.First + i, state);
            }
        }
        else
        {
            uint first = disposition.First;
            foreach (uint id in _unsettled.Keys.Where(id => id - first <= length).OrderBy(id => id - first).ToArray())
            {
                Told(id, state);
            }
        }
        if (!disposition.Settled)
        {
            var settle = disposition with { IsReceiver = false, Settled = true };
            Connection.Send(LocalChannel, settle.Write);
        }
    }

    private void Told(uint id, DeliveryState state)
    {
        if (_unsettled.Remove(id, out var link))
        {
            Connection.Handler.OnOutcome(link, id, state);
        }
    }

    private AmqpError? HandleAttach(Attach attach)
    {
        if (attach.Handle > Connection.Limits.HandleMax)
        {
            return new AmqpError(ErrorCondition.FramingError, $"Handle {attach.Handle} is beyond the limit (2.7.2).");
        }
        if (LinkOf(attach.Handle) is not null)
        {
            End(new AmqpError(ErrorCondition.HandleInUse, $"Handle {attach.Handle} has a link."));
            return null;
        }
        while (_byRemote.Count <= attach.Handle)
        {
            _byRemote.Add(null);
        }
        var own = _byLocal.Find(link => link is { RemoteHandle: null, State: AmqpLinkState.AttachSent }
            && link.Local.Name == attach.Name && link.Local.IsReceiver != attach.IsReceiver);
        if (own is not null)
        {
            _byRemote[(int)attach.Handle] = own;
            own.HandleAttach(attach);
            return null;
        }
        int handle = FreeHandle();
        if (handle < 0)
        {
            End(new AmqpError(ErrorCondition.ResourceLimitExceeded, "No handle is left."));
            return null;
        }
        var mirrored = attach with { IsReceiver = !attach.IsReceiver };
        AmqpLink asked = attach.IsReceiver ? new SenderLink(this, mirrored) : new ReceiverLink(this, mirrored);
        _byLocal[handle] = _byRemote[(int)attach.Handle] = asked;
        asked.HandleRequest((uint)handle, attach);
        return null;
    }

    private AmqpLink? LinkOf(uint handle) => handle < _byRemote.Count ? _byRemote[(int)handle] : null;
}
