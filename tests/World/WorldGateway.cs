using System.Buffers;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Gateway.Host.Down;
using Wattline.Gateway.Host.State;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Mqtt;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Down;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Gateway.Runtime.Registry;
using Wattline.Gateway.Uplinks;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World;

/// <summary>One start of the gateway: its real rooms, stepped on simulated time. A crash drops it whole; its disks stay.</summary>
internal sealed class WorldGateway : IMessageIntake, IAuthenticator, IDisposable
{
    // A group commit takes about this long on a spinning disk.
    private const long CommitMicros = 5_000;
    private const long HeartbeatMicros = 1_000_000;
    private const long TellTimeMicros = 900_000_000;

    // The host asks every few seconds. Here each question is compiled by SQLite, which took most of the world's time,
    // and a minute's delay of plans and replays is as true.
    private const long PollMicros = 60_000_000;

    private readonly VirtualClock _clock;
    private readonly WorldCloud _cloud;
    private readonly JournalCore _journal;
    private readonly RegistryPort _registry = new();
    private readonly List<Forwarder> _forwarders = [];
    private readonly List<IDisposable> _ways = [];
    private readonly ReplaySender _replays;
    private readonly SteppedChanges _changes;
    private readonly StateStore _state;
    private readonly List<Action> _callbacks = [];
    private readonly MqttMetrics _metrics = new();
    private readonly Action _sent;
    private bool _isDown;
    private ClockEvent? _commit;
    private ClockEvent? _stateCommit;
    private ClockEvent? _forward;

    public WorldGateway(VirtualClock clock, WorldCloud cloud, UnsyncedDisk disk, UnsyncedDisk quarantineDisk, UnsyncedDisk stateDisk, WorldUplink uplink, WorldHubs? hubs, Random random, Action sent)
    {
        (_clock, _cloud, _sent) = (clock, cloud, sent);
        _journal = JournalCore.Open(new UnsyncedJournalDisk(disk), new JournalOptions { SegmentBytes = 64 * 1024, KeepBytes = 0 });
        Quarantine = new QuarantineStore(new UnsyncedJournalDisk(quarantineDisk));
        var sequences = new SequenceTracker();
        if (hubs is null)
        {
            var batch = new CloudEventsBatch(WorldCloud.GatewayName);
            AddWay(Forwarder.AllStreams, batch, uplink, batch);
            uplink.Attach(batch.Part, Forward);
        }
        else
        {
            AddHub("money", JournalStream.Money);
            AddHub("events", JournalStream.Events);
            AddHub("readings", JournalStream.Readings, JournalStream.Other);
        }
        _changes = new SteppedChanges(new UnsyncedJournalDisk(stateDisk), appended: () =>
        {
            if (_stateCommit is not { IsPending: true })
                _stateCommit = At(CommitMicros, CommitState);
        });
        _state = new StateStore(_changes);
        var time = new TimeTeller(clock.Time);
        Broker = new MqttBroker(this, this, new ConcentratorTopicPolicy(), new MqttLimits(), clock.Time, _metrics, observer: time, state: _state);
        var down = time.Down = new EndpointDown(Broker);
        _replays = new ReplaySender(down, NullLogger.Instance);
        var plans = new PlanPublisher(down, NullLogger.Instance);
        plans.TakeOver(Broker.Retained(Topics.Plans));
        _changes.Commit();
        _registry.Changed += plans.Publish;
        Poll();
        Beat();
        Tell();

        void Tell()
        {
            time.TellAll();
            At(TellTimeMicros, Tell);
        }

        void AddHub(string hub, params JournalStream[] streams)
        {
            var way = new WorldHubUplink(hubs!, hub, () => At(1_000, Forward));
            AddWay(streams, way, way, way);
        }

        void AddWay(IReadOnlyList<JournalStream> streams, IBatchWriter batch, IUplink way, IDisposable ends)
        {
            _forwarders.Add(new Forwarder(streams, _journal.OpenReader, _registry, Quarantine, batch, way, sequences, random));
            _ways.Add(ends);
        }
    }

    public MqttBroker Broker { get; }

    public QuarantineStore Quarantine { get; }

    /// <summary>True when the cloud has everything that was acknowledged.</summary>
    public bool IsDrained => _journal.PendingBytes == 0 && _forwarders.TrueForAll(way => way.Status is { Held: 0, InFlight: 0 })
        && Enum.GetValues<JournalStream>().All(stream => _journal.Cursor(stream).Outstanding == 0 && _journal.Cursor(stream).LowWater >= LastOf(stream));

    long IMessageIntake.DurableTicket => _journal.DurableLsn;

    /// <summary>The process is killed.</summary>
    public void Crash() => _isDown = true;

    public void Dispose()
    {
        _isDown = true;
        _state.Dispose();
        _forwarders.ForEach(way => way.Dispose());
        _ways.ForEach(way => way.Dispose());
        _metrics.Dispose();
    }

    IntakeOutcome IMessageIntake.TryAccept(in InboundMessage message, out long ticket)
    {
        var stream = Topics.Route(message.Topic);
        var outcome = _journal.Append(stream, _clock.Time.GetUtcNow().ToUnixTimeMilliseconds(), message.Topic, message.Payload, out ticket);
        if (outcome != AppendOutcome.Appended)
            return outcome == AppendOutcome.TooLarge ? IntakeOutcome.Refused : IntakeOutcome.NotNow;
        _last[(int)stream] = ticket;
        if (_commit is not { IsPending: true })
            _commit = At(CommitMicros, Commit);
        return IntakeOutcome.Accepted;
    }

    IDisposable IMessageIntake.OnAdvance(Action callback)
    {
        _callbacks.Add(callback);
        return new Registration(() => _callbacks.Remove(callback));
    }

    ClientIdentity? IAuthenticator.Authenticate(in ConnectCredentials credentials) =>
        credentials.ClientId == credentials.User ? new ClientIdentity(credentials.ClientId, ClientRole.Device, []) : null;

    private readonly long[] _last = new long[4];

    private long LastOf(JournalStream stream) => _last[(int)stream];

    private void Commit()
    {
        _journal.Commit();
        foreach (var callback in _callbacks.ToArray())
            callback();
        _sent();
        Forward();
    }

    private void CommitState()
    {
        _changes.Commit();
        _sent();
    }

    private void Forward()
    {
        if (_isDown)
            return;
        _forwarders.ForEach(way => way.Step(_clock.NowMicros / 1000));
        var wake = _forwarders.Min(way => way.NextWake);
        if (wake == long.MaxValue)
            return;
        _forward?.Cancel();
        _forward = At(Math.Max(wake * 1000 - _clock.NowMicros, 1000), Forward);
    }

    private void Beat()
    {
        Broker.Tick();
        _journal.SaveCursors();
        _journal.Retain(_clock.Time.GetUtcNow().ToUnixTimeMilliseconds());
        _sent();
        At(HeartbeatMicros, Beat);
    }

    private void Poll()
    {
        var snapshot = _cloud.Registry.Snapshot(WorldCloud.GatewayName);
        if (_registry.State?.Version != snapshot.Version)
        {
            if (!RegistryMapper.TryRead(snapshot.Json.Span, out var state, out var faults) || faults.Count > 0)
                throw new InvalidOperationException($"the registry: {string.Join("; ", faults)}");
            _registry.Replace(state);
        }
        _registry.Confirm();
        _replays.Send(_cloud.Replays.Open(WorldCloud.GatewayName), _clock.NowMicros / 1000);
        Forward();
        _sent();
        At(PollMicros, Poll);
    }

    private ClockEvent At(long delayMicros, Action action) => _clock.After(delayMicros, () =>
    {
        if (!_isDown)
            action();
    });

    private sealed class Registration(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
