using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Wattline.Gateway.Mqtt;

/// <summary>
/// The endpoint without sockets, threads or timers: connections, sessions, subscriptions, retained messages. Driven by
/// <see cref="Accept"/>, <see cref="MqttConnection.Process"/>, the advances of intake and state store, and <see cref="Tick"/>.
/// Without a store sessions are kept in memory only: after a restart "session present" is truthfully no, and clients subscribe again.
/// </summary>
public sealed partial class MqttBroker : IDisposable
{
    private readonly StateClock _clock;
    private readonly Action<Action> _dispatch;
    private readonly Action _walk;
    private readonly ILogger _logger;
    private readonly IClientObserver? _observer;
    private readonly IDisposable _registration;
    private readonly IDisposable? _stateRegistration;
    private readonly HashSet<MqttConnection> _connections = [];
    private readonly ConcurrentQueue<MqttConnection> _awaitingCommit = new();
    private readonly ConcurrentQueue<MqttConnection> _awaitingRoom = new();
    private int _unconnected;
    private int _beats;
    private int _advances;
    private long _owedBytes;

    /// <summary>Makes an endpoint.</summary>
    /// <param name="intake">Makes messages durable.</param>
    /// <param name="authenticator">Knows clients.</param>
    /// <param name="policy">Knows topics.</param>
    /// <param name="limits">What is bounded.</param>
    /// <param name="time">For keep-alives and deadlines: real time where sockets are real.</param>
    /// <param name="metrics">Counts; the caller's to dispose.</param>
    /// <param name="logger">Null logs nothing.</param>
    /// <param name="observer">Is told of clients.</param>
    /// <param name="dispatch">Runs the sending of acknowledgements off the intake's thread; null runs it there.</param>
    /// <param name="state">Keeps sessions, subscriptions, retained messages and queues over a restart; null keeps nothing.</param>
    /// <exception cref="InvalidDataException">What the store holds was written in another format.</exception>
    public MqttBroker(
        IMessageIntake intake,
        IAuthenticator authenticator,
        ITopicPolicy policy,
        MqttLimits limits,
        TimeProvider time,
        MqttMetrics metrics,
        ILogger? logger = null,
        IClientObserver? observer = null,
        Action<Action>? dispatch = null,
        IStateStore? state = null)
    {
        (Intake, Authenticator, Policy, Limits, Metrics) = (intake, authenticator, policy, limits, metrics);
        _clock = new(time);
        Records = new(state, _clock);
        _logger = logger ?? NullLogger.Instance;
        _observer = observer;
        _dispatch = dispatch ?? (action => action());
        _walk = Walk;
        _pump = Pump;
        _fanOut = new(limits.FanOutMax, limits.FanOutBytesMax);
        _stateRegistration = state?.OnAdvance(Advanced);
        _registration = intake.OnAdvance(Advanced);
        if (state is not null)
        {
            Load(state);
        }
    }

    /// <summary>Beats of the heart, about one a second; wraps.</summary>
    internal int Beats => Volatile.Read(ref _beats);

    internal Lock Gate { get; } = new();

    internal IMessageIntake Intake { get; }

    internal IAuthenticator Authenticator { get; }

    internal ITopicPolicy Policy { get; }

    internal MqttLimits Limits { get; }

    internal MqttMetrics Metrics { get; }

    /// <summary>What a restart has to find again.</summary>
    internal StateRecords Records { get; }

    /// <summary>Bytes of received messages whose acknowledgement waits, over all clients.</summary>
    public long OwedBytes => Volatile.Read(ref _owedBytes);

    /// <summary>All clients connected now.</summary>
    public IReadOnlyList<ConnectedClient> Clients
    {
        get
        {
            lock (Gate)
            {
                var now = Now();
                return [.. _connections.Where(connection => connection.IsConnected).Select(connection => connection.Describe(now))];
            }
        }
    }

    /// <summary>Sessions, connected or kept.</summary>
    public int Sessions
    {
        get
        {
            lock (Gate)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>Takes a new connection, or gives null: there are too many, and the transport is to be closed.</summary>
    /// <param name="transport">The way to it.</param>
    /// <param name="remote">Where it comes from, if that is known.</param>
    /// <param name="certificate">What it showed in the TLS handshake, checked.</param>
    /// <param name="taken">How much of its time to CONNECT the client has used already.</param>
    public MqttConnection? Accept(IMqttTransport transport, EndPoint? remote, CertificateIdentity? certificate = null, TimeSpan taken = default)
    {
        lock (Gate)
        {
            if (_connections.Count >= Limits.ConnectionsMax || _unconnected >= Limits.UnconnectedMax)
            {
                Metrics.Closed(CloseReason.TooManyConnections, counted: false);
                return null;
            }
            var connection = new MqttConnection(this, transport, remote, certificate, Now() + Limits.ConnectWithin - taken);
            _connections.Add(connection);
            _unconnected++;
            Metrics.Opened();
            return connection;
        }
    }

    /// <summary>The heartbeat, about once a second: closes who is silent, late or does not read, ends sessions and publishes wills whose time has come.</summary>
    public void Tick()
    {
        var now = Now();
        Interlocked.Increment(ref _beats);
        List<(MqttConnection, CloseReason)>? over = null;
        lock (Gate)
        {
            foreach (var connection in _connections)
            {
                if (connection.Tick(now) is var reason and not CloseReason.None)
                {
                    (over ??= []).Add((connection, reason));
                }
            }
            TickSessions(now);
        }
        foreach (var (connection, reason) in over ?? [])
        {
            connection.Close(reason);
        }
    }

    /// <summary>Ends the connections of an identity. Gives how many there were.</summary>
    public int Disconnect(string name) =>
        CloseAll(connection => connection.Session?.Identity.Name == name, CloseReason.DisconnectedByHost);

    /// <summary>Ends the connections of those who would not be let in any more. Gives how many there were.</summary>
    public int Recheck()
    {
        List<(MqttConnection, CloseReason)> over = [];
        lock (Gate)
        {
            foreach (var connection in _connections)
            {
                if (connection.IsConnected && Authenticator.Recheck(connection.Session!.Identity, connection.Certificate) is var reason and not CloseReason.None)
                {
                    over.Add((connection, reason));
                }
            }
        }
        over.ForEach(static entry => entry.Item1.Close(entry.Item2));
        return over.Count;
    }

    /// <summary>Ends all connections, wills included, and no longer listens to the intake.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        _stateRegistration?.Dispose();
        CloseAll(_ => true, CloseReason.ServerClosing);
    }

    internal void Owe(long bytes) => Interlocked.Add(ref _owedBytes, bytes);

    internal void AwaitCommit(MqttConnection connection) => _awaitingCommit.Enqueue(connection);

    internal void AwaitRoom(MqttConnection connection)
    {
        if (connection.AwaitsRoom())
        {
            _awaitingRoom.Enqueue(connection);
        }
    }

    internal void Closed(MqttConnection connection, CloseReason reason)
    {
        Metrics.Closed(reason, counted: true);
        if (reason is CloseReason.ClientDisconnected or CloseReason.ClientDisconnectedWithWill or CloseReason.ConnectionLost or CloseReason.ServerClosing)
        {
            MqttLog.Left(_logger, connection.Name, connection.Remote, reason);
        }
        else
        {
            MqttLog.Closed(_logger, connection.Name, connection.Remote, reason);
        }
    }

    internal void Fault(MqttConnection connection, Exception exception) => MqttLog.Fault(_logger, exception, connection.Remote);

    internal TimeSpan Now() => _clock.Now;

    private int CloseAll(Func<MqttConnection, bool> which, CloseReason reason)
    {
        List<MqttConnection> all;
        lock (Gate)
        {
            all = [.. _connections.Where(which)];
        }
        all.ForEach(connection => connection.Close(reason));
        return all.Count;
    }

    /// <summary>However many commits end meanwhile, one walk at a time acknowledges, and each advance has a walk after it.</summary>
    private void Advanced()
    {
        PumpLater();
        if (Interlocked.Increment(ref _advances) == 1)
        {
            _dispatch(_walk);
        }
    }

    private void Walk()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _advances);
            for (var count = _awaitingCommit.Count; count > 0 && _awaitingCommit.TryDequeue(out var connection); count--)
            {
                if (connection.Acknowledge())
                {
                    _awaitingCommit.Enqueue(connection);
                }
            }
            for (var count = _awaitingRoom.Count; count > 0 && _awaitingRoom.TryDequeue(out var connection); count--)
            {
                connection.Resume();
            }
        }
        while (Interlocked.CompareExchange(ref _advances, 0, seen) != seen);
    }
}
