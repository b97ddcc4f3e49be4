using System.Buffers;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>The receiving end of a link.</summary>
public sealed class ReceiverLink : AmqpLink
{
    private ArrayBufferWriter<byte>? _assembly;
    private uint _assemblyId;
    private uint _assemblyFormat;
    private bool _assembling;
    private bool _assemblySettled;
    private bool _tooLarge;
    private readonly CreditWindow _window = new();
    private uint _grantedTo;
    private bool _creditOwed;

    internal ReceiverLink(AmqpSession session, Attach local)
        : base(session, local)
    {
    }

    /// <summary>Deliveries that the peer may still send.</summary>
    public uint Credit { get; private set; }

    internal uint DeliveryCount { get; private set; }

    private int MessageBytesMax =>
        Local.MaxMessageSize is > 0 and <= int.MaxValue ? (int)Local.MaxMessageSize : Connection.Limits.MessageBytesMax;

    /// <summary>Sets how much may be under way or in the owner's hands together. Credit follows by itself.</summary>
    /// <param name="deliveries">Deliveries at most.</param>
    /// <param name="bytes">Bytes of messages at most, as well as credit, which counts messages, can tell; see <see cref="CreditWindow"/>.</param>
    public void SetWindow(uint deliveries, long bytes = long.MaxValue)
    {
        _window.Set(deliveries, bytes);
        _creditOwed = true;
    }

    /// <summary>Gives room back: the owner is done with a delivery of so many bytes.</summary>
    public void Release(long bytes = 0) => _window.Release(bytes);

    /// <summary>Takes room for a delivery that came elsewhere and is still in the owner's hands.</summary>
    public void Hold(long bytes) => _window.Hold(bytes);

    /// <summary>Tells the sender what became of a delivery.</summary>
    public void Settle(uint deliveryId, DeliveryState state)
    {
        if (State is AmqpLinkState.Attached)
        {
            Session.Settle(deliveryId, state);
        }
    }

    /// <summary>Sends credit when half of the window is free and not granted, so that neither side waits nor talks all the time.</summary>
    internal void GiveCredit()
    {
        if (State != AmqpLinkState.Attached)
        {
            return;
        }
        uint wanted = _window.Wanted;
        if (_creditOwed || (wanted > Credit && wanted - Credit >= _window.Step) || (Credit > 0 && _window.IsFull))
        {
            _creditOwed = false;
            Credit = wanted;
            // Credit that is taken back may be spent already (2.6.7): what was granted once is never a breach.
            uint grantedTo = DeliveryCount + wanted;
            _grantedTo = (int)(grantedTo - _grantedTo) > 0 ? grantedTo : _grantedTo;
            Session.SendFlow(this, null);
        }
    }

    internal void HandleFlow(in Flow flow)
    {
        if (flow.DeliveryCount is { } count && State == AmqpLinkState.Attached)
        {
            // A drained sender moved its count on; the credit that is left follows (2.6.7).
            uint end = DeliveryCount + Credit;
            uint left = end - count;
            (DeliveryCount, Credit) = (count, (int)left < 0 ? 0 : left);
        }
        _creditOwed |= flow.Echo;
    }

    internal void HandleTransfer(in Transfer transfer, ReadOnlySpan<byte> payload)
    {
        if (State != AmqpLinkState.Attached)
        {
            return; // On its way when we detached.
        }
        if (!_assembling && !Start(transfer))
        {
            return;
        }
        if (transfer.Aborted)
        {
            Stop();
            return;
        }
        _assemblySettled |= transfer.Settled ?? false;
        int soFar = _assembly?.WrittenCount ?? 0;
        if (_tooLarge || payload.Length > MessageBytesMax - soFar)
        {
            _tooLarge = true;
            _assembly?.ResetWrittenCount();
        }
        else if (transfer.More || soFar > 0)
        {
            (_assembly ??= new ArrayBufferWriter<byte>(payload.Length)).Write(payload);
        }
        if (transfer.More)
        {
            return;
        }
        bool whole = soFar == 0;
        _window.Came(_tooLarge ? 0 : whole ? payload.Length : _assembly!.WrittenCount);
        var delivery = new Delivery
        {
            Id = _assemblyId,
            Format = _assemblyFormat,
            Settled = _assemblySettled,
            TooLarge = _tooLarge,
            Payload = _tooLarge ? default : whole ? payload : _assembly!.WrittenSpan,
        };
        Connection.Handler.OnMessage(this, delivery);
        Stop();
    }

    private protected override void Noted(Attach attach) => _grantedTo = DeliveryCount = attach.InitialDeliveryCount;

    private protected override void Attached() => _creditOwed = _window.Deliveries > 0;

    private bool Start(in Transfer transfer)
    {
        if ((int)(_grantedTo - DeliveryCount) <= 0)
        {
            Detach(new AmqpError(ErrorCondition.TransferLimitExceeded, "A message beyond the credit."));
            return false;
        }
        if (transfer.DeliveryId is not { } id)
        {
            Detach(new AmqpError(ErrorCondition.NotAllowed, "The first transfer of a delivery has no delivery-id (2.7.5)."));
            return false;
        }
        Credit -= Math.Min(Credit, 1);
        DeliveryCount++;
        (_assembling, _assemblyId, _assemblyFormat, _assemblySettled, _tooLarge) = (true, id, transfer.MessageFormat ?? 0, false, false);
        return true;
    }

    private void Stop()
    {
        _assembling = false;
        _assembly?.ResetWrittenCount();
    }
}
