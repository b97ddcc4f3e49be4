using Wattline.Cloud.EventHubs.Engine;
using Wattline.Cloud.EventHubs.Performatives;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Simulators.EventHub.Nodes;
using Wattline.Simulators.EventHub.Storage;

namespace Wattline.Simulators.EventHub;

/// <summary>
/// An Event Hubs endpoint without a socket, a thread or a clock of its own: connections bring bytes, the transports take bytes,
/// and <see cref="Step"/> is called when time has passed. Safe to be called from several threads; one works at a time.
/// </summary>
public sealed partial class EventHubEndpoint
{
    private readonly TimeProvider _time;
    private readonly IEventStore? _store;
    private readonly Dictionary<string, Hub> _hubs = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<EndpointConnection> _connections = [];
    private readonly HashSet<Partition> _grown = [];
    private readonly Random _faults;
    private readonly long _startedAt;
    private long _lastProducer;
    private bool _stopped;
    private long _pumpAt = long.MaxValue;
    private long _trimAt = (long)TrimEvery.TotalMilliseconds;

    /// <summary>Opens the hubs, with what the store holds of them.</summary>
    public EventHubEndpoint(EndpointSettings settings, TimeProvider time, IEventStore? store = null)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(time);
        (Settings, _time, _store) = (settings, time, store);
        _startedAt = time.GetTimestamp();
        _faults = new Random(settings.Faults.Seed);
        Throughput = new Throughput(settings.ThroughputUnits);
        Entrance = new Entrance(settings.Keys, settings.Open);
        foreach (var hub in settings.Hubs)
        {
            _hubs[hub.Name] = new Hub(hub, store?.CreatedAt(hub.Name, UtcNow) ?? UtcNow);
        }
        foreach (var partition in _hubs.Values.SelectMany(hub => hub.Partitions))
        {
            store?.Restore(partition, () => Trim(partition));
        }
        // Above any that was given before a restart: a number given twice would make one producer's events pass for another's.
        _lastProducer = Math.Max(UtcNow * 1_000, _hubs.Values.SelectMany(hub => hub.Partitions).SelectMany(partition => partition.Producers.All).Select(known => known.Group).DefaultIfEmpty().Max());
    }

    /// <summary>As it was ordered.</summary>
    public EndpointSettings Settings { get; }

    /// <summary>The hubs.</summary>
    public IReadOnlyCollection<Hub> Hubs => _hubs.Values;

    /// <summary>What it counted.</summary>
    public EndpointCounters Counters { get; } = new();

    /// <summary>Connections that are there now.</summary>
    public int Connections
    {
        get
        {
            lock (Gate)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>When <see cref="Step"/> is due though nothing arrives, in the endpoint's own milliseconds (see <see cref="Now"/>).</summary>
    public long NextWake
    {
        get
        {
            lock (Gate)
            {
                long next = Math.Min(_pumpAt, _trimAt);
                foreach (var connection in _connections)
                {
                    next = Math.Min(next, connection.NextWake);
                }
                return next;
            }
        }
    }

    /// <summary>Milliseconds since the endpoint began.</summary>
    public long Now => (long)_time.GetElapsedTime(_startedAt).TotalMilliseconds;

    internal Lock Gate { get; } = new();

    internal Throughput Throughput { get; }

    internal Entrance Entrance { get; }

    internal long UtcNow => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Takes a new connection.</summary>
    /// <param name="transport">The way out.</param>
    /// <param name="abort">Cuts the connection: nothing more goes out.</param>
    /// <returns>Null when there are too many.</returns>
    public EndpointConnection? Accept(IAmqpTransport transport, Action abort)
    {
        lock (Gate)
        {
            if (_stopped || _connections.Count >= Settings.ConnectionsMax)
            {
                Counters.ConnectionsRefused++;
                return null;
            }
            Counters.Connections++;
            var connection = new EndpointConnection(this, _store is null ? transport : new DurableTransport(transport, _store), abort);
            _connections.Add(connection);
            return connection;
        }
    }

    /// <summary>Heartbeats, deadlines, tokens that end, retention, readers that waited for throughput.</summary>
    public void Step()
    {
        lock (Gate)
        {
            long now = Now;
            foreach (var connection in _connections.ToArray())
            {
                connection.StepLocked(now);
            }
            if (now >= _pumpAt)
            {
                _pumpAt = long.MaxValue;
                foreach (var hub in _hubs.Values)
                {
                    _grown.UnionWith(hub.Partitions);
                }
            }
            if (now >= _trimAt)
            {
                _trimAt = now + (long)TrimEvery.TotalMilliseconds;
                foreach (var partition in _hubs.Values.SelectMany(hub => hub.Partitions))
                {
                    Trim(partition);
                    _store?.Trim(partition);
                }
            }
            PumpLocked();
        }
    }

    /// <summary>Tells all clients to come back later and takes no more.</summary>
    public void Stop()
    {
        lock (Gate)
        {
            _stopped = true;
            foreach (var connection in _connections.ToArray())
            {
                connection.CloseLocked(new AmqpError(ErrorCondition.ConnectionForced, "The endpoint is stopping."));
            }
        }
    }

    /// <summary>A hub by its name, whatever the case of its letters; null when there is none.</summary>
    public Hub? HubOf(string name) => _hubs.GetValueOrDefault(name);

    internal void ForgetLocked(EndpointConnection connection) => _connections.Remove(connection);

    internal long NewProducerLocked() => ++_lastProducer;

    /// <summary>Gives readers what their partitions got.</summary>
    internal void PumpLocked()
    {
        if (_grown.Count == 0)
        {
            return;
        }
        (long now, long utcNow) = (Now, UtcNow);
        var touched = new HashSet<EndpointConnection>();
        foreach (var reader in _grown.SelectMany(partition => partition.Readers))
        {
            if (!reader.Pump(Throughput, now, utcNow))
            {
                PumpLaterLocked(now);
            }
            touched.Add((EndpointConnection)reader.Link.Session.Connection.Context!);
        }
        _grown.Clear();
        foreach (var connection in touched)
        {
            connection.FlushLocked();
        }
    }

    /// <summary>Notes where an idempotent producer is, durable before it hears of it.</summary>
    internal void KeepLocked(Partition partition, ProducerMark producer)
    {
        partition.Producers.Set(producer.Group, producer.State);
        _store?.Keep(partition, producer);
    }

    private void Trim(Partition partition) => partition.Log.Trim(UtcNow - (long)Settings.Retention.TotalMilliseconds, Settings.PartitionBytesMax);

    internal void PumpLaterLocked(long now) => _pumpAt = Math.Min(_pumpAt, now + ThrottleStepMs);
}
