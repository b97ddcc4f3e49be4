using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Engine;

/// <summary>One end of a link (OASIS AMQP 1.0, 2.6).</summary>
public abstract class AmqpLink
{
    private protected AmqpLink(AmqpSession session, Attach local) => (Session, Local) = (session, local);

    /// <summary>The session.</summary>
    public AmqpSession Session { get; }

    /// <summary>Where it is.</summary>
    public AmqpLinkState State { get; private set; }

    /// <summary>What we said of it.</summary>
    public Attach Local { get; private set; }

    /// <summary>What the peer said of it; null before that.</summary>
    public Attach? Remote { get; private set; }

    /// <summary>For the link's owner.</summary>
    public object? Context { get; set; }

    /// <summary>Our handle.</summary>
    internal uint LocalHandle { get; private set; }

    /// <summary>The peer's handle; null before it attached.</summary>
    internal uint? RemoteHandle { get; private set; }

    private protected AmqpConnection Connection => Session.Connection;

    /// <summary>Accepts what the peer asked for.</summary>
    /// <param name="reply">What we say of it; name, handle and role are put in.</param>
    public void Accept(Attach reply)
    {
        if (State != AmqpLinkState.Requested)
        {
            return;
        }
        Local = reply with { Name = Local.Name, IsReceiver = Local.IsReceiver };
        SendAttach(LocalHandle, Local);
        State = AmqpLinkState.Attached;
        Attached();
    }

    /// <summary>Refuses what the peer asked for: an attach without a terminus, then a detach with the reason (2.6.3).</summary>
    public void Refuse(AmqpError error)
    {
        if (State != AmqpLinkState.Requested)
        {
            return;
        }
        var local = new Attach { Name = Local.Name, IsReceiver = Local.IsReceiver };
        SendAttach(LocalHandle, local);
        State = AmqpLinkState.Attached;
        Detach(error);
    }

    /// <summary>Detaches it for good.</summary>
    public void Detach(AmqpError? error = null)
    {
        if (State is not (AmqpLinkState.Attached or AmqpLinkState.AttachSent))
        {
            return;
        }
        Session.SayWhatIsOwed();
        State = AmqpLinkState.DetachSent;
        SendDetach(error);
    }

    internal void SendAttach(uint handle, Attach attach)
    {
        LocalHandle = handle;
        if (State == AmqpLinkState.Requested && RemoteHandle is null)
        {
            State = AmqpLinkState.AttachSent;
        }
        var sent = attach with { Handle = handle };
        Connection.Send(Session.LocalChannel, sent.Write);
    }

    /// <summary>The peer asks for it.</summary>
    internal void HandleRequest(uint handle, Attach attach)
    {
        (LocalHandle, RemoteHandle, Remote) = (handle, attach.Handle, attach);
        Noted(attach);
        Connection.Handler.OnAttaching(this);
    }

    /// <summary>The peer answers ours.</summary>
    internal void HandleAttach(Attach attach)
    {
        (RemoteHandle, Remote) = (attach.Handle, attach);
        Noted(attach);
        if (State != AmqpLinkState.AttachSent)
        {
            return;
        }
        State = AmqpLinkState.Attached;
        // 2.6.3: an attach without a terminus is followed by the detach that tells why.
        if (Local.IsReceiver ? attach.Source is not null : attach.Target is not null)
        {
            Attached();
            Connection.Handler.OnAttached(this);
        }
    }

    internal void HandleDetach(in Detach detach)
    {
        bool told = State == AmqpLinkState.DetachSent;
        if (!told)
        {
            SendDetach(null);
        }
        State = AmqpLinkState.Detached;
        Session.Forget(this);
        Connection.Handler.OnDetached(this, detach.Error);
    }

    /// <summary>The session or the connection ended.</summary>
    internal void Drop(AmqpError? error)
    {
        State = AmqpLinkState.Detached;
        Session.Forget(this);
        Connection.Handler.OnDetached(this, error);
    }

    /// <summary>Takes over what the peer's attach says of deliveries.</summary>
    private protected abstract void Noted(Attach attach);

    /// <summary>Both sides have it now.</summary>
    private protected abstract void Attached();

    private void SendDetach(AmqpError? error)
    {
        var detach = new Detach(LocalHandle, Closed: true, error);
        Connection.Send(Session.LocalChannel, detach.Write);
    }
}
