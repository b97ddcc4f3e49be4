using Wattline.Cloud.EventHubs.Client;
using Wattline.Cloud.Ingest.Hubs;
using Wattline.Cloud.Store.Leases;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World;

/// <summary>
/// A process that reads the hubs into the cloud's database beside another: leases, fences and offsets as they are, on simulated time.
/// It is killed, or paused for longer than its leases stand and then goes on with what it had.
/// </summary>
internal sealed class WorldIngest
{
    /// <summary>Short enough that a pause outlasts it, long enough that a world is not all beats.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private readonly VirtualClock _clock;
    private readonly WorldHubs _hubs;
    private readonly WorldCloud _cloud;
    private readonly List<Pool> _pools = [];
    private bool _isPaused;
    private bool _isDown;

    public WorldIngest(VirtualClock clock, WorldHubs hubs, WorldCloud cloud, string member, Random random)
    {
        (_clock, _hubs, _cloud) = (clock, hubs, cloud);
        foreach (var hub in (string[])["money", "events", "readings"])
        {
            var pool = new Pool(this, hub, member, random);
            _pools.Add(pool);
            Beat(pool);
        }
    }

    /// <summary>Killed: what it held it holds until its leases expire.</summary>
    public void Kill()
    {
        _isDown = true;
        foreach (var pool in _pools) _hubs.Kill(pool.Client);
    }

    /// <summary>Stopped where it stands; when it goes on, it does so with what it had.</summary>
    public void Pause(bool isPaused)
    {
        _isPaused = isPaused;
        foreach (var pool in _pools)
        {
            _hubs.Pause(pool.Client, isPaused);
            // Before it looks at its leases: only the fence can tell it that they are another's.
            if (!isPaused) pool.Take();
        }
    }

    private void Beat(Pool pool)
    {
        if (_isDown) return;
        if (!_isPaused) pool.Beat();
        _clock.After((long)pool.Settings.BeatEvery.TotalMicroseconds, () => Beat(pool));
    }

    private sealed class Pool : ILeaseHolder
    {
        private readonly WorldIngest _process;
        private readonly string _hub;
        private readonly LeaseKeeper _keeper;
        private readonly Dictionary<LeaseGrant, (Consumer Consumer, PartitionIntake Intake)> _work = [];
        private readonly HubShape _shape = new(WorldHubs.CreatedAt, [.. Enumerable.Range(0, WorldHubs.Partitions).Select(number => $"{number}")]);

        public Pool(WorldIngest process, string hub, string member, Random random)
        {
            (_process, _hub) = (process, hub);
            Settings = new LeaseSettings { Pool = hub, Leases = _shape.Partitions, Member = member, Duration = Lease };
            Client = process._hubs.Connect(hub, member);
            _keeper = new LeaseKeeper(process._cloud.Database, Settings, this, process._clock.Time, random);
        }

        public LeaseSettings Settings { get; }

        public HubClient Client { get; }

        public void Beat()
        {
            _keeper.Step();
            // Thrown out of a partition that is still its own: by one that has lost it since, or was taken for dead.
            foreach (var grant in _work.Keys.Where(grant => _work[grant].Consumer.IsEnded).ToList()) Read(grant);
            _process._hubs.Stir();
        }

        /// <summary>Stores what has come.</summary>
        public void Take()
        {
            foreach (var (grant, (consumer, intake)) in _work.ToList())
            {
                var events = new List<PartitionEvent>();
                while (consumer.TryTake(out var received)) events.Add(AmqpHub.Of(received));
                if (events.Count == 0) continue;
                try
                {
                    if (intake.Commit(events).Count > 0) throw new InvalidOperationException($"{_hub}/{grant.Name}: events are missing");
                    _process._cloud.Moved(_hub, grant.Name);
                }
                catch (LeaseLostException)
                {
                    _process._cloud.FencedOff++;
                    End(grant);
                }
            }
        }

        public void Gained(LeaseGrant grant) => Read(grant);

        public Task LetGoAsync(LeaseGrant grant)
        {
            Take();
            End(grant);
            return Task.CompletedTask;
        }

        public void Lost(LeaseGrant grant) => End(grant);

        public void Failed(Exception fault) => throw new InvalidOperationException("the leases", fault);

        private void Read(LeaseGrant grant)
        {
            End(grant);
            var intake = new PartitionIntake(_process._cloud.Database, _process._cloud.Ingest, _process._clock.Time, _hub, grant.Name, grant);
            var (first, last) = _process._hubs.Ends(_hub, grant.Name);
            if (intake.Begin(_shape, new PartitionEnds(last < first, first, last)) is { } alarm) throw new InvalidOperationException($"{_hub}/{grant.Name}: {alarm}");
            var consumer = Client.AddConsumer(new ConsumerSettings
            {
                Partition = grant.Name,
                Position = intake.At.Offset is { } offset ? EventPosition.FromOffset(offset) : EventPosition.Earliest,
                OwnerLevel = grant.Fence,
                TracksLast = true,
            }, () => _process._clock.After(1_000, () =>
            {
                if (!_process._isPaused && !_process._isDown) Take();
            }));
            _work[grant] = (consumer, intake);
            _process._hubs.Stir();
        }

        private void End(LeaseGrant grant)
        {
            if (_work.Remove(grant, out var work)) work.Consumer.End();
            _process._hubs.Stir();
        }
    }
}
