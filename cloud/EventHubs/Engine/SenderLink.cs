using Wattline.Cloud.EventHubs.Frames;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>The sending end of a link.</summary>
public sealed class SenderLink : AmqpLink
{
    /// <summary>A transfer's performative with the longest tag and the widest numbers, and the frame's header.</summary>
    private const int TransferHeadBytesMax = 96;

    private byte[] _rest = [];
    private int _restAt;
    private bool _restSettled;

    internal SenderLink(AmqpSession session, Attach local)
        : base(session, local)
    {
    }

    /// <summary>Deliveries that the peer still takes.</summary>
    public uint Credit { get; private set; }

    /// <summary>Whether a message can be sent now.</summary>
    public bool CanSend => State == AmqpLinkState.Attached && Credit > 0 && _rest.Length == 0 && Session.PeerWindow > 0
        && Session.UnsettledCount < Connection.Limits.UnsettledMax && !Connection.IsCongested;

    /// <summary>Bytes of a message that the peer takes.</summary>
    public long MessageBytesMax => Remote is { MaxMessageSize: > 0 and <= long.MaxValue } remote ? (long)remote.MaxMessageSize : long.MaxValue;

    internal uint DeliveryCount { get; private set; }

    /// <summary>Sends a message; the bytes are taken before this returns.</summary>
    /// <param name="tag">The delivery's tag; its bytes are the sender's own affair.</param>
    /// <param name="format">How the bytes are to be read; 0: a message of the standard.</param>
    /// <param name="settled">Whether no word is waited for.</param>
    /// <param name="head">The message's first bytes.</param>
    /// <param name="body">The rest of it.</param>
    /// <param name="deliveryId">The delivery's number, which <see cref="IAmqpHandler.OnOutcome"/> will name.</param>
    /// <returns>False when there is no room; nothing was sent then.</returns>
    public bool TrySend(ReadOnlySpan<byte> tag, uint format, bool settled, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, out uint deliveryId)
    {
        deliveryId = 0;
        if (!CanSend)
        {
            return false;
        }
        deliveryId = Session.NextDelivery(this, settled);
        DeliveryCount++;
        Credit--;
        var first = new Transfer { Handle = LocalHandle, DeliveryId = deliveryId, DeliveryTag = tag, MessageFormat = format, Settled = settled };
        _restSettled = settled;
        SendParts(first, head, body);
        return true;
    }

    /// <summary>Goes on with a message that the session's window stopped.</summary>
    internal void Continue()
    {
        if (_rest.Length == 0 || Session.PeerWindow == 0)
        {
            return;
        }
        var (rest, at) = (_rest, _restAt);
        (_rest, _restAt) = ([], 0);
        SendParts(new Transfer { Handle = LocalHandle, Settled = _restSettled }, default, rest.AsSpan(at));
    }

    internal void HandleFlow(in Flow flow)
    {
        // 2.6.7: the credit counts from what the receiver had seen.
        uint credit = (flow.DeliveryCount ?? 0) + flow.LinkCredit - DeliveryCount;
        Credit = (int)credit < 0 ? 0 : credit;
        Continue();
        if (CanSend)
        {
            Connection.Handler.OnRoom(this);
        }
        if (flow.Drain && Credit > 0 && State == AmqpLinkState.Attached)
        {
            DeliveryCount += Credit;
            Credit = 0;
            Session.SendFlow(null, this);
        }
        else if (flow.Echo && State == AmqpLinkState.Attached)
        {
            Session.SendFlow(null, this);
        }
    }

    private protected override void Noted(Attach attach)
    {
    }

    private protected override void Attached() => DeliveryCount = Local.InitialDeliveryCount;

    private void SendParts(Transfer transfer, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        int room = Connection.PeerFrameBytesMax - TransferHeadBytesMax;
        while (true)
        {
            int fromHead = Math.Min(head.Length, room);
            int fromBody = Math.Min(body.Length, room - fromHead);
            transfer.More = fromHead < head.Length || fromBody < body.Length;
            Connection.SendTransfer(Session.LocalChannel, transfer, head[..fromHead], body[..fromBody]);
            Session.Transferred();
            if (!transfer.More)
            {
                return;
            }
            head = head[fromHead..];
            body = body[fromBody..];
            transfer = new Transfer { Handle = LocalHandle, Settled = _restSettled };
            if (Session.PeerWindow == 0)
            {
                _rest = [.. head, .. body];
                return;
            }
        }
    }
}
