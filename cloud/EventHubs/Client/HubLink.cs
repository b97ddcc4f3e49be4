using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Performatives;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>A producer's or a consumer's link: permitted, attached, and attached again after what went wrong.</summary>
public abstract class HubLink
{
    private readonly Backoff _retry;
    private readonly Backoff _busy;
    private AmqpLink? _link;
    private AmqpSession? _session;
    private long _attachBy;
    private long _attachedAt = long.MaxValue;
    private bool _leaving;
    private bool _awaitsPermit;

    private protected HubLink(HubClient client, string path)
    {
        (Client, Path) = (client, path);
        var settings = client.Settings;
        _retry = new Backoff(client.Random, settings.RetryLeast, settings.RetryMost);
        _busy = new Backoff(client.Random, settings.BusyLeast * 2, settings.RetryMost * 2);
    }

    /// <summary>Why the circuit is open: somebody has to do something; null while it is closed.</summary>
    public AmqpError? Circuit { get; private set; }

    /// <summary>Whether it was ended or another took over: it does nothing any more.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>Why another took over, or why it cannot go on; null otherwise.</summary>
    public AmqpError? EndedBy { get; private set; }

    /// <summary>The last thing that went wrong; null when nothing has.</summary>
    public AmqpError? LastError { get; private set; }

    /// <summary>
    /// What is in the way now: why the circuit is open, why there is no link, or what the peer answered last instead of taking something; null when nothing is.
    /// </summary>
    public AmqpError? Trouble => Circuit ?? EndedBy ?? (IsAttached ? Delay : Client.IsOpen ? LastError : Client.LastError ?? LastError);

    /// <summary>Whether the link is there.</summary>
    public bool IsAttached => _link is { State: AmqpLinkState.Attached };

    /// <summary>Called when it attached, broke or ended: whoever waits for one of them looks again.</summary>
    internal Action Changed { get; set; } = () => { };

    internal string Path { get; }

    /// <summary>When the next try is due.</summary>
    internal long RetryAt { get; private set; }

    private protected HubClient Client { get; }

    /// <summary>What the peer answered last instead of taking something; null once it took something.</summary>
    private protected AmqpError? Delay { get; set; }

    private protected AmqpLink? Link => _link;

    internal virtual long NextWake => IsEnded || _awaitsPermit || IsAttached ? long.MaxValue : _link is null ? RetryAt : _attachBy;

    /// <summary>Ends it.</summary>
    public void End()
    {
        IsEnded = true;
        LeaveLink();
        Client.Forget(this);
        Ended(null);
        Changed();
    }

    internal virtual void Step(long now)
    {
        if (IsEnded || !Client.IsOpen)
        {
            return;
        }
        if (_link is not null)
        {
            if (!IsAttached && now >= _attachBy)
            {
                LeaveLink();
                Failed(new AmqpError(ErrorCondition.Timeout, "The link was not attached in time."), now);
            }
            return;
        }
        if (now < RetryAt)
        {
            return;
        }
        // Until the answer comes the token's keeper knows what is due, not this link.
        bool permitted = Client.Tokens.Permits(Client.AudienceOf(Path), now, out var refusal);
        _awaitsPermit = !permitted && refusal is null;
        if (refusal is not null)
        {
            Failed(refusal, now);
        }
        else if (permitted)
        {
            _leaving = false;
            _attachBy = now + (long)Client.Settings.AnswerWithin.TotalMilliseconds;
            _session = Client.Begin();
            _link = _session is null ? null : Attach(_session);
            if (_link is null)
            {
                Failed(new AmqpError(ErrorCondition.ConnectionForced, "No session or handle is left."), now);
            }
        }
    }

    internal void HandleAttached(long now)
    {
        _attachedAt = now;
        Circuit = null;
        Attached(now);
        Changed();
    }

    internal void HandleDetached(AmqpError? error, long now)
    {
        if ((_leaving && _link is not null) || IsEnded)
        {
            return;
        }
        LeaveLink();
        Failed(error, now);
    }

    /// <summary>Something went wrong: wait, open the circuit, or stop.</summary>
    private protected void Failed(AmqpError? error, long now)
    {
        LastError = error ?? new AmqpError(ErrorCondition.DetachForced, "The peer went.");
        if (now - _attachedAt > Client.Settings.RetryMost.TotalMilliseconds)
        {
            // It lasted: this is another trouble than the last one. One that never lasts is not tried faster and faster.
            _retry.Reset();
        }
        bool wasAttached = _attachedAt != long.MaxValue;
        _attachedAt = long.MaxValue;
        _awaitsPermit = false;
        var kind = Failures.KindOf(error);
        if (kind == FailureKind.Unauthorized)
        {
            // The token is no good any more. What it permitted once it may have permitted until its end: another token comes first.
            Client.Tokens.Forget(Client.AudienceOf(Path));
            kind = wasAttached ? FailureKind.Transient : kind;
        }
        if (kind == FailureKind.Stolen)
        {
            IsEnded = true;
            EndedBy = LastError;
            LeaveLink();
            Client.Forget(this);
            Ended(LastError);
            Changed();
            return;
        }
        if (Failures.OpensCircuit(kind))
        {
            Circuit = LastError;
            RetryAt = now + (long)Client.Settings.CircuitFor.TotalMilliseconds;
        }
        else
        {
            RetryAt = now + (kind == FailureKind.Busy ? _busy.Next() : _retry.Next());
        }
        Broken(LastError, kind, now);
        Changed();
    }

    /// <summary>After a success the next wait begins small again.</summary>
    private protected void Worked()
    {
        Delay = null;
        _retry.Reset();
        _busy.Reset();
    }

    /// <summary>The wait that follows a busy answer: never less than the least.</summary>
    private protected long BusyWait() => _busy.Next();

    /// <summary>Asks for the link.</summary>
    private protected abstract AmqpLink? Attach(AmqpSession session);

    /// <summary>The link is there.</summary>
    private protected abstract void Attached(long now);

    /// <summary>The link is gone, or the circuit open.</summary>
    private protected abstract void Broken(AmqpError error, FailureKind kind, long now);

    /// <summary>It is over.</summary>
    private protected abstract void Ended(AmqpError? error);

    private void LeaveLink()
    {
        _leaving = true;
        var session = _session;
        session?.End();
        (_session, _link) = (null, null);
    }
}
