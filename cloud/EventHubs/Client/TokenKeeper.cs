using Wattline.Cloud.EventHubs.Messages;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Cloud.EventHubs.Types;

namespace Wattline.Cloud.EventHubs.Client;

/// <summary>Puts tokens on a connection and renews them before they end.</summary>
internal sealed class TokenKeeper(ITokenProvider? provider, RequestChannel channel, TimeProvider time)
{
    /// <summary>How often a provider that has nothing yet is asked again.</summary>
    private const int AskAgainMs = 50;

    private readonly Dictionary<string, Grant> _grants = [];

    /// <summary>Whether tokens are needed at all.</summary>
    public bool IsNeeded => provider is not null;

    /// <summary>When something is due.</summary>
    public long NextWake
    {
        get
        {
            long next = long.MaxValue;
            foreach (var grant in _grants.Values)
            {
                next = grant.State == GrantState.Asked ? next : Math.Min(next, grant.DueAt);
            }
            return next;
        }
    }

    /// <summary>Whether an audience is permitted; begins to see to it when it is not.</summary>
    /// <param name="audience">The resource.</param>
    /// <param name="now">The time.</param>
    /// <param name="error">Why it is refused; null while that is not known.</param>
    public bool Permits(string audience, long now, out AmqpError? error)
    {
        error = null;
        if (provider is null)
        {
            return true;
        }
        if (!_grants.TryGetValue(audience, out var grant))
        {
            grant = _grants[audience] = new Grant { DueAt = now };
            Put(audience, grant, now);
        }
        if (grant.Error is not null)
        {
            error = grant.Error;
            _grants.Remove(audience);
        }
        return grant.IsPut;
    }

    /// <summary>Fetches and renews what is due.</summary>
    public void Step(long now)
    {
        foreach (var (audience, grant) in _grants.ToArray())
        {
            if (grant.State != GrantState.Asked && grant.DueAt <= now)
            {
                Put(audience, grant, now);
            }
        }
    }

    /// <summary>The hub does not take an audience's token any more.</summary>
    public void Forget(string audience) => _grants.Remove(audience);

    /// <summary>The connection is gone, and its rights with it.</summary>
    public void Closed() => _grants.Clear();

    private void Put(string audience, Grant grant, long now)
    {
        var utcNow = time.GetUtcNow();
        if (provider!.TryGet(audience, utcNow) is not { } token)
        {
            grant.DueAt = now + AskAgainMs;
            return;
        }
        grant.State = GrantState.Asked;
        var application = new AmqpMap();
        application.AddString("operation", AmqpValue.String("put-token"));
        application.AddString("type", AmqpValue.String(token.Type));
        application.AddString("name", AmqpValue.String(audience));
        application.AddString("expiration", AmqpValue.Timestamp(token.ExpiresAt.ToUnixTimeMilliseconds()));
        // Three quarters of its life: time for several more tries before it ends.
        long due = now + (long)Math.Min(Math.Max(0, (token.ExpiresAt - utcNow).TotalMilliseconds * 0.75), TimeSpan.FromDays(1).TotalMilliseconds);
        channel.Ask(new SmallMessage { Application = application, Body = AmqpValue.String(token.Text) }, now, (answer, error) =>
        {
            long status = answer?.Application["status-code"]?.Integer ?? answer?.Application["statusCode"]?.Integer ?? 0;
            grant.State = GrantState.Idle;
            if (status is 200 or 202)
            {
                (grant.IsPut, grant.Error, grant.DueAt) = (true, null, Math.Max(due, now + 1_000));
                return;
            }
            grant.DueAt = now + 1_000;
            grant.Error = error ?? new AmqpError(status == 404 ? ErrorCondition.NotFound : status == 401 ? ErrorCondition.UnauthorizedAccess : ErrorCondition.InternalError,
                answer?.Application["status-description"]?.Text ?? $"$cbs answered {status}.");
        });
    }

    private enum GrantState
    {
        Idle,
        Asked,
    }

    private sealed class Grant
    {
        public GrantState State { get; set; }

        public bool IsPut { get; set; }

        public long DueAt { get; set; }

        public AmqpError? Error { get; set; }
    }
}
