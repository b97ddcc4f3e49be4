using System.Buffers;
using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.EventHubs.Engine;
using Wattline.Simulators.EventHub;
using Wattline.Simulators.EventHub.Hubs;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World;

/// <summary>
/// The Event Hubs endpoint and its clients on simulated time, without sockets. Bytes take their time from one to the other; connections
/// are cut, before or after the events that were on them are stored, and the endpoint is busy now and then.
/// </summary>
internal sealed class WorldHubs
{
    public const int Partitions = 2;

    private static readonly string[] _names = ["money", "events", "readings"];

    private readonly VirtualClock _clock;
    private readonly Random _random;
    private readonly EventHubEndpoint _endpoint;
    private readonly List<Wire> _wires = [];
    private ClockEvent? _next;

    public WorldHubs(VirtualClock clock, Random random, bool faults)
    {
        (_clock, _random) = (clock, random);
        _endpoint = new EventHubEndpoint(new EndpointSettings
        {
            Hubs = [.. _names.Select(name => new HubSettings(name, Partitions, []))],
            Faults = faults ? new FaultSettings { Seed = random.Next(), Busy = 0.02, StoredAndCut = 0.02, Cut = 0.02, Detached = 0.02 } : new FaultSettings(),
        }, clock.Time);
    }

    /// <summary>When the hubs were made.</summary>
    public static DateTimeOffset CreatedAt => VirtualClock.Start;

    /// <summary>Events ever stored.</summary>
    public long Events => _endpoint.Snapshot().SelectMany(hub => hub.Partitions).Sum(partition => partition.Last + 1);

    /// <summary>What a partition holds: its first and last number.</summary>
    public (long First, long Last) Ends(string hub, string partition)
    {
        var found = _endpoint.Snapshot().Single(one => one.Name == hub).Partitions.Single(one => $"{one.Number}" == partition);
        return (found.First, found.Last);
    }

    /// <summary>A client of a hub, which connects as soon as it likes.</summary>
    public HubClient Connect(string hub, string name)
    {
        var client = new HubClient(
            new HubClientSettings { Host = "hubs:5672", Hub = hub, ContainerId = name }, new SasTokenProvider(EndpointSettings.DefaultKeyName, EndpointSettings.DefaultKey), _clock.Time, new Random(_random.Next()));
        _wires.Add(new Wire(client));
        Stir();
        return client;
    }

    /// <summary>A client whose process was killed: the endpoint sees the connection go.</summary>
    public void Kill(HubClient client)
    {
        foreach (var wire in _wires.FindAll(wire => wire.Client == client))
        {
            wire.Cut();
            _wires.Remove(wire);
        }
        Stir();
    }

    /// <summary>A process that is stopped and not killed: its connections stand, and nothing moves on them.</summary>
    public void Pause(HubClient client, bool isPaused)
    {
        foreach (var wire in _wires.FindAll(wire => wire.Client == client)) wire.IsPaused = isPaused;
        Stir();
    }

    /// <summary>Something has changed on one side: bytes arrive a little later.</summary>
    public void Stir() => StepAt(_clock.NowMicros + _random.Next(1_000, 50_000));

    private void StepAt(long micros)
    {
        if (_next is { IsPending: true } next && next.AtMicros <= micros) return;
        _next?.Cancel();
        _next = _clock.At(Math.Max(micros, _clock.NowMicros + 1), Step);
    }

    private void Step()
    {
        _endpoint.Step();
        var moved = false;
        foreach (var wire in _wires.ToArray()) moved |= wire.Exchange(_endpoint);
        if (moved)
        {
            Stir();
            return;
        }
        var wake = _endpoint.NextWake - _endpoint.Now;
        foreach (var wire in _wires.Where(wire => !wire.IsPaused)) wake = Math.Min(wake, wire.Client.NextWake - wire.Client.Now);
        if (wake < long.MaxValue / 2_000) StepAt(_clock.NowMicros + Math.Max(1, wake) * 1_000);
    }

    private sealed class Wire(HubClient client)
    {
        private BufferTransport? _up;
        private BufferTransport? _down;
        private EndpointConnection? _server;
        private byte[] _toServer = [];
        private byte[] _toClient = [];
        private bool _isCut;

        public HubClient Client => client;

        public bool IsPaused { get; set; }

        public void Cut()
        {
            _server?.Lost();
            (_server, _up, _isCut) = (null, null, true);
        }

        /// <summary>Moves what is there, each way once.</summary>
        public bool Exchange(EventHubEndpoint endpoint)
        {
            if (IsPaused) return false;
            var moved = false;
            if (client.WantsTransport)
            {
                (_up, _down, _toServer, _toClient, _isCut, moved) = (new BufferTransport(), new BufferTransport(), [], [], false, true);
                client.Connect(_up);
                _server = endpoint.Accept(_down, () => _isCut = true);
            }
            client.Step();
            if (_up is null) return moved;
            if (_isCut || _server is null || client.IsDown || _server.IsClosed)
            {
                Cut();
                if (!client.IsDown) client.Lost();
                return true;
            }
            var up = _up.Take();
            _toServer = Feed([.. _toServer, .. up], _server.Process);
            var down = _isCut ? [] : _down!.Take();
            _toClient = Feed([.. _toClient, .. down], client.Process);
            return moved || up.Length + down.Length > 0 || _isCut;
        }

        private static byte[] Feed(byte[] bytes, Processing process)
        {
            if (bytes.Length == 0) return bytes;
            var input = new ReadOnlySequence<byte>(bytes);
            return input.Slice(process(input)).ToArray();
        }

        private delegate SequencePosition Processing(in ReadOnlySequence<byte> input);
    }
}
