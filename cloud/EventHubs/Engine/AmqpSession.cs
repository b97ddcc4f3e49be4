using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>A session: windows, handles and the numbers of deliveries (OASIS AMQP 1.0, 2.5).</summary>
public sealed partial class AmqpSession
{
    private readonly List<AmqpLink?> _byLocal = [];
    private readonly List<AmqpLink?> _byRemote = [];
    private readonly Dictionary<uint, SenderLink> _unsettled = [];
    private uint _nextIncomingId;
    private uint _incomingWindow;
    private uint _nextOutgoingId;
    private uint _nextDeliveryId;
    private uint _peerWindow;
    private uint _peerHandleMax;
    private bool _flowOwed;
    private Disposition? _owed;
    private bool _endSent;

    internal AmqpSession(AmqpConnection connection, ushort channel)
    {
        (Connection, LocalChannel) = (connection, channel);
        _incomingWindow = connection.Limits.IncomingWindow;
    }

    /// <summary>The connection.</summary>
    public AmqpConnection Connection { get; }

    /// <summary>Our channel.</summary>
    public ushort LocalChannel { get; }

    /// <summary>The peer's channel; null before it began.</summary>
    public ushort? RemoteChannel { get; private set; }

    /// <summary>Whether it is over.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Its links, in the order of our handles.</summary>
    public IEnumerable<AmqpLink> Links => _byLocal.OfType<AmqpLink>();

    /// <summary>Deliveries of ours that wait for the peer's word.</summary>
    public int UnsettledCount => _unsettled.Count;

    /// <summary>Transfers that the peer takes.</summary>
    internal uint PeerWindow => _peerWindow;

    /// <summary>Asks for a link on which we send.</summary>
    /// <returns>Null when the session is over or has no handle left.</returns>
    public SenderLink? AttachSender(Attach attach, object? context = null) =>
        Ask(new SenderLink(this, attach with { IsReceiver = false }), context) as SenderLink;

    /// <summary>Asks for a link on which we receive.</summary>
    /// <returns>Null when the session is over or has no handle left.</returns>
    public ReceiverLink? AttachReceiver(Attach attach, object? context = null) =>
        Ask(new ReceiverLink(this, attach with { IsReceiver = true }), context) as ReceiverLink;

    /// <summary>Ends it, with all its links.</summary>
    public void End(AmqpError? error = null)
    {
        if (_endSent || IsEnded)
        {
            return;
        }
        SayWhatIsOwed();
        _endSent = true;
        Connection.SendEnding(LocalChannel, Descriptors.End, error);
        DropLinks(error);
    }

    internal void SendBegin(ushort? remoteChannel)
    {
        var begin = new Begin
        {
            RemoteChannel = remoteChannel,
            NextOutgoingId = _nextOutgoingId,
            IncomingWindow = _incomingWindow,
            OutgoingWindow = Connection.Limits.IncomingWindow,
            HandleMax = Connection.Limits.HandleMax,
        };
        Connection.Send(LocalChannel, begin.Write);
    }

    internal void SendFlow(ReceiverLink? receiver, SenderLink? sender)
    {
        _flowOwed = false;
        _incomingWindow = Connection.Limits.IncomingWindow;
        var flow = new Flow
        {
            NextIncomingId = RemoteChannel is null ? null : _nextIncomingId,
            IncomingWindow = _incomingWindow,
            NextOutgoingId = _nextOutgoingId,
            OutgoingWindow = Connection.Limits.IncomingWindow,
            Handle = receiver?.LocalHandle ?? sender?.LocalHandle,
            DeliveryCount = receiver?.DeliveryCount ?? sender?.DeliveryCount,
            LinkCredit = receiver?.Credit ?? sender?.Credit ?? 0,
        };
        Connection.Send(LocalChannel, flow.Write);
    }

    internal uint NextDelivery(SenderLink link, bool settled)
    {
        uint id = _nextDeliveryId++;
        if (!settled)
        {
            _unsettled[id] = link;
        }
        return id;
    }

    internal void Transferred()
    {
        _nextOutgoingId++;
        _peerWindow--;
    }

    /// <summary>Settles a delivery to us; a run of the same word goes out as one disposition.</summary>
    internal void Settle(uint id, DeliveryState state)
    {
        if (_owed is { } owed && owed.Last + 1 == id && owed.State == state)
        {
            _owed = owed with { Last = id };
            return;
        }
        SendOwedDisposition();
        _owed = new Disposition(IsReceiver: true, id, id, Settled: true, state);
    }

    internal void SayWhatIsOwed()
    {
        if (IsEnded || _endSent)
        {
            return;
        }
        SendOwedDisposition();
        foreach (var link in _byLocal)
        {
            (link as ReceiverLink)?.GiveCredit();
        }
        if (_flowOwed)
        {
            SendFlow(null, null);
        }
    }

    internal void Resume()
    {
        foreach (var link in _byLocal.ToArray())
        {
            if (link is SenderLink { State: AmqpLinkState.Attached } sender)
            {
                sender.Continue();
                if (sender.CanSend)
                {
                    Connection.Handler.OnRoom(sender);
                }
            }
        }
    }

    internal void Forget(AmqpLink link)
    {
        _byLocal[(int)link.LocalHandle] = null;
        if (link.RemoteHandle is { } remote && remote < _byRemote.Count && _byRemote[(int)remote] == link)
        {
            _byRemote[(int)remote] = null;
        }
        if (link is SenderLink && _unsettled.Count > 0)
        {
            foreach (uint id in _unsettled.Where(entry => entry.Value == link).Select(entry => entry.Key).ToArray())
            {
                _unsettled.Remove(id);
            }
        }
    }

    /// <summary>The connection ended.</summary>
    internal void Drop(AmqpError? error)
    {
        if (IsEnded)
        {
            return;
        }
        IsEnded = true;
        DropLinks(error);
        Connection.Handler.OnEnded(this, error);
    }

    private void DropLinks(AmqpError? error)
    {
        foreach (var link in _byLocal.ToArray())
        {
            link?.Drop(error);
        }
    }

    private AmqpLink? Ask(AmqpLink link, object? context)
    {
        int handle = FreeHandle();
        if (IsEnded || _endSent || handle < 0)
        {
            return null;
        }
        _byLocal[handle] = link;
        link.Context = context;
        link.SendAttach((uint)handle, link.Local);
        return link;
    }

    private int FreeHandle()
    {
        int at = _byLocal.IndexOf(null);
        if (at >= 0)
        {
            return at;
        }
        uint max = RemoteChannel is null ? Connection.Limits.HandleMax : Math.Min(Connection.Limits.HandleMax, _peerHandleMax);
        if (_byLocal.Count > max)
        {
            return -1;
        }
        _byLocal.Add(null);
        return _byLocal.Count - 1;
    }

    private void SendOwedDisposition()
    {
        if (_owed is { } owed)
        {
            _owed = null;
            Connection.Send(LocalChannel, owed.Write);
        }
    }
}
