using System.Net;

namespace Wattline.Gateway.Mqtt;

/// <summary>
/// Has passwords checked a few at a time, off the threads that serve connected clients, and locks out who fails too often. A refusal
/// comes a fixed time later, whatever was wrong: who asks does not learn whether the user exists.
/// </summary>
internal sealed class LoginQueue(MqttLimits limits, TimeProvider time, Action<Action> run)
{
    private readonly Lock _lock = new();
    private readonly long _started = time.GetTimestamp();
    private readonly Queue<Login> _waiting = new();
    private readonly FailureTable<string> _users = new(limits.LoginFailuresMax, limits.LoginLockout, limits.LoginsRememberedMax);
    private readonly FailureTable<UInt128> _networks = new(limits.LoginFailuresPerAddressMax, limits.LoginLockout, limits.LoginsRememberedMax);
    private int _running;

    private sealed record Login(string User, UInt128? Network, Func<ClientIdentity?> Check, Action<Verdict> Later);

    private TimeSpan Now => time.GetElapsedTime(_started);

    /// <summary>Enters a check. The verdict comes by <paramref name="later"/>, unless there is one at once: too many wait.</summary>
    public Verdict Enter(string user, EndPoint? remote, Func<ClientIdentity?> check, Action<Verdict> later)
    {
        var login = new Login(user, ConnectionGate.NetworkOf(remote), check, later);
        lock (_lock)
        {
            if (_users.IsLocked(user, Now) || (login.Network is { } network && _networks.IsLocked(network, Now)))
            {
                Refuse(later, CloseReason.LockedOut);
                return default;
            }
            if (_running >= limits.LoginsAtOnceMax)
            {
                if (_waiting.Count >= limits.LoginsWaitingMax)
                {
                    return new(null, CloseReason.TooManyLogins);
                }
                _waiting.Enqueue(login);
                return default;
            }
            _running++;
        }
        run(() => Work(login));
        return default;
    }

    private void Work(Login login)
    {
        while (true)
        {
            var identity = login.Check();
            Login? next;
            lock (_lock)
            {
                if (identity is null)
                {
                    Failed(login);
                }
                else
                {
                    _users.Forget(login.User);
                }
                _running -= _waiting.TryDequeue(out next) ? 0 : 1;
            }
            if (identity is null)
            {
                Refuse(login.Later, CloseReason.BadCredentials);
            }
            else
            {
                login.Later(new(identity, CloseReason.None));
            }
            if (next is null)
            {
                return;
            }
            login = next;
        }
    }

    private void Failed(Login login)
    {
        _users.Failed(login.User, Now);
        if (login.Network is { } network)
        {
            _networks.Failed(network, Now);
        }
    }

    private void Refuse(Action<Verdict> later, CloseReason reason)
    {
        ITimer? timer = null;
        timer = time.CreateTimer(
            _ =>
            {
                timer?.Dispose();
                later(new(null, reason));
            },
            null,
            limits.LoginRefusedAfter,
            Timeout.InfiniteTimeSpan);
    }
}
