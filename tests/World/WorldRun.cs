using System.Globalization;
using Wattline.Cloud.Store;
using Wattline.Firmware.Uplink;
using Wattline.Simulators.Block;
using Wattline.Simulators.Block.Kinds;
using Wattline.Simulators.Kiosks;
using Wattline.Simulators.Physics;

namespace Wattline.Tests.World;

/// <summary>
/// The whole chain on virtual time under one seed: no socket, no thread, no real disk. What crashes loses its memory
/// and whatever its disk had not synced.
/// </summary>
internal sealed class WorldRun : IDisposable
{
    private const long SecondMicros = 1_000_000;

    /// <summary>Magnitude of a crash after which another device, with an empty flash, stands in the concentrator's place.</summary>
    public const int Exchange = 1;

    // The chain has this long to deliver what is left after the last slot, and needs minutes.
    private const long DrainMicros = 6 * 3600 * SecondMicros;

    // Of a million notes: so many that a day sees jams, cheats and misreads.
    private static readonly ValidatorSettings _roughValidator = new() { JamsPerMillion = 60_000, CheatsPerMillion = 60_000, MisreadsPerMillion = 100_000 };

    private readonly int _seed;
    private readonly bool _faults;
    private readonly long _untilMicros;
    private readonly ResidentialBlock _block;
    private readonly WorldCloud _cloud;
    private readonly WorldUplink _uplink;
    private readonly WorldHubs? _hubs;
    private readonly WorldIngest?[] _ingests = new WorldIngest?[2];
    private readonly UnsyncedDisk _gatewayDisk;
    private readonly UnsyncedDisk _quarantineDisk;
    private readonly UnsyncedDisk _stateDisk;
    private UnsyncedDisk _flashDisk = new();
    private readonly Random _random;
    private readonly WorldSocket _socket;
    private readonly WorldClockFaults? _clocks;
    private WorldGateway? _gateway;
    private ClockEvent? _network;
    private long _bootMicros;

    /// <param name="seed">Of everything random.</param>
    /// <param name="hours">How long meters are read.</param>
    /// <param name="faults">Whether anything goes wrong.</param>
    /// <param name="template">The registry's template of the meters.</param>
    /// <param name="plan">What goes wrong; null draws it.</param>
    /// <param name="clocks">What goes wrong with the clock; there are no kiosks then, whose polling is most of a month's work.</param>
    /// <param name="protocols">What the meters of the line speak, in turn, two of each; there are no kiosks then, either. Null is DL/T 645 alone.</param>
    public WorldRun(int seed, int hours, bool faults, string? template = null, FaultPlan? plan = null, WorldClockFaults? clocks = null, IReadOnlyList<string>? protocols = null)
    {
        _clocks = clocks;
        _seed = seed;
        _faults = faults;
        _untilMicros = hours * 3600 * SecondMicros;
        _random = new Random(Seeds.Of(seed, "world"));
        // The gateway's kernel writes pages back in any order, and the disk below may tear them into sectors.
        _gatewayDisk = new UnsyncedDisk { PageBytes = seed % 2 == 0 ? 4_096 : 512 };
        _quarantineDisk = new UnsyncedDisk { PageBytes = _gatewayDisk.PageBytes };
        _stateDisk = new UnsyncedDisk { PageBytes = _gatewayDisk.PageBytes };
        var options = new BlockOptions
        {
            Concentrators = 1,
            Lines = 1,
            Meters = protocols is null ? 3 : 2 * protocols.Count,
            Protocols = protocols ?? [MeterKind.Dlt645],
            Kiosks = clocks is null && protocols is null ? 1 : 0,
            Baud = 2400,
            EverySeconds = 900,
            Template = template ?? "dlt645-2007-single-phase",
            Seed = seed,
            CustomersUntilMicros = _untilMicros,
            CustomersADay = 60,
            KioskKinds = [(KioskKind)(seed % 4)],
            Validator = faults ? _roughValidator : new ValidatorSettings(),
        };
        _block = new ResidentialBlock(options, plan ?? (faults ? DrawFaults(options) : FaultPlan.None));
        _cloud = new WorldCloud(_block.Clock, _block.RegistryCsv(WorldCloud.GatewayName), _block);
        _uplink = new WorldUplink(_block.Clock, _cloud, new Random(Seeds.Of(seed, "uplink")), faults);
        // Two in three worlds go through the hubs.
        if (seed % 3 != 0)
            _hubs = new WorldHubs(_block.Clock, new Random(Seeds.Of(seed, "hubs")), faults);
        _socket = new WorldSocket(_block.Clock, () => _gateway?.Broker, new Random(Seeds.Of(seed, "network")), StepNetwork);
    }

    /// <summary>Crashes survived.</summary>
    public int Crashes { get; private set; }

    /// <summary>Values of freezes that are stored as they were frozen.</summary>
    public int FreezesStored { get; private set; }

    /// <summary>Jumps of the concentrator's clock while it ran.</summary>
    public int ClockJumps { get; private set; }

    /// <summary>What became of the readings.</summary>
    public ReadingTally? Tally { get; private set; }

    /// <summary>Moments of which a meter's records say that it had no supply.</summary>
    public int Unsupplied { get; private set; }

    /// <summary>Values of slots that the meters' load profiles gave.</summary>
    public long Remembered { get; private set; }

    /// <summary>Transactions of ingest processes that the fence undid.</summary>
    public int FencedOff => _cloud.FencedOff;

    /// <summary>Sessions that starts of the gateway found again.</summary>
    public int SessionsFound { get; private set; }

    /// <summary>The meters and what was done to them.</summary>
    public ResidentialBlock Block => _block;

    /// <summary>What the cloud has stored.</summary>
    public Database Database => _cloud.Database;

    private BlockConcentrator Concentrator => _block.Concentrators[0];

    /// <summary>Runs it all and gives what does not hold; empty when everything does.</summary>
    public IReadOnlyList<string> Run()
    {
        if (_hubs is not null)
            for (var number = 0; number < _ingests.Length; number++)
                StartIngest(number);
        StartGateway();
        Boot();
        foreach (var part in new[] { FaultTargets.Gateway, Concentrator.Name })
            _block.Faults.Drive(_block.Clock, part, (fault, isDown) => Crash(part, isDown, fault.Magnitude == Exchange));
        _block.Faults.Drive(_block.Clock, ResidentialBlock.LinkName(Concentrator.Name), (_, isDown) => _socket.SetLink(!isDown));
        foreach (var meter in _block.Meters.Where(static meter => meter.IsDlt645))
            _block.Faults.Drive(_block.Clock, meter.Id, (fault, isOn) =>
            {
                if (fault is not { Kind: FaultKind.DeadMeter, Magnitude: MemoryOracle.WithoutSupply })
                    return;
                if (isOn)
                    meter.Device.PowerOff(_block.Clock.NowMicros);
                else
                    meter.Device.PowerOn(_block.Clock.NowMicros);
            });
        if (_clocks is { } clocks)
        {
            foreach (var (at, jump) in clocks.Jumps)
                _block.Clock.At(at, () => ClockJumps += Concentrator.JumpClock(jump) ? 1 : 0);
            _block.Clock.At(clocks.LostMicros, () => Concentrator.LoseClock(true));
            _block.Clock.At(clocks.FoundMicros, () => Concentrator.LoseClock(false));
        }
        var lastSlot = _untilMicros / (900 * SecondMicros) * 900 * SecondMicros;
        _block.Clock.RunUntil(lastSlot + 905 * SecondMicros);
        var limit = _block.Clock.NowMicros + DrainMicros;
        while (!IsDrained && _block.Clock.NowMicros < limit)
            _block.Clock.RunUntil(_block.Clock.NowMicros + 10 * SecondMicros);
        return Judge(lastSlot);
    }

    public void Dispose()
    {
        _gateway?.Dispose();
        _cloud.Dispose();
    }

    private bool IsDrained
    {
        get
        {
            if (_gateway is not { IsDrained: true } || Concentrator.Journal is not { } journal || !_block.Kiosks.All(static kiosk => kiosk is { IsQuiet: true, IsAlive: true }))
                return false;
            for (var stream = 0; stream < Firmware.Storage.Streams.Count; stream++)
                if (journal.Acknowledged(stream) < journal.Last(stream))
                    return false;
            return (_hubs is null || _cloud.EventsTaken == _hubs.Events) && _cloud.Replays.Open(WorldCloud.GatewayName).Count == 0;
        }
    }

    private List<string> Judge(long lastSlotMicros)
    {
        var problems = new List<string>();
        var start = VirtualClock.Start.ToUnixTimeSeconds();
        var oracle = new ReadingOracle(_block, start, start + lastSlotMicros / SecondMicros);
        var memory = new MemoryOracle(_block, start + 86400, start + lastSlotMicros / SecondMicros - 3600);
        _cloud.Judge(oracle, memory);
        var tally = oracle.Close();
        problems.AddRange(tally.Problems);
        (Tally, Remembered) = (tally, tally.Remembered);
        if (_block.Options.ReadsMemory)
        {
            memory.Close();
            problems.AddRange(memory.Problems.Take(20));
            (FreezesStored, Unsupplied) = (memory.Stored, memory.Unsupplied);
            if (memory.Stored != memory.Expected)
                problems.Add(Text($"{memory.Expected} freezes were expected, {memory.Stored} are stored"));
        }
        if (tally.Stored + tally.Explained != tally.Expected)
            problems.Add(Text($"expected {tally.Expected}, stored {tally.Stored}, explained {tally.Explained}"));
        if (!_faults && (tally.Explained > 0 || tally.Flagged > 0))
            problems.Add(Text($"nothing went wrong, and yet {tally.Explained} are explained and {tally.Flagged} flagged"));
        problems.AddRange(_cloud.JudgeMoney(_block));
        if (!IsDrained)
            problems.Add("something is still on its way");
        if (_gateway!.Quarantine.Total > 0)
            problems.Add(Text($"{_gateway.Quarantine.Total} messages are in quarantine"));
        return [.. problems.Select(problem => Text($"seed {_seed}: {problem}"))];
    }

    private FaultPlan DrawFaults(BlockOptions options)
    {
        var targets = ResidentialBlock.Targets(options);
        return FaultPlan.Draw(_seed, _untilMicros,
            (targets.Meters, FaultRate.OfMeters), (targets.Lines, FaultRate.OfLines), (targets.Links, FaultRate.OfLinks),
            (targets.Parts, FaultRate.OfParts), (targets.Kiosks, FaultRate.OfParts));
    }

    private void Crash(string part, bool isDown, bool isExchanged)
    {
        if (!isDown)
        {
            if (part == FaultTargets.Gateway)
                StartGateway();
            else
                Boot();
            return;
        }
        Crashes++;
        _socket.Drop();
        if (part == FaultTargets.Gateway)
        {
            _gateway!.Crash();
            _gateway.Dispose();
            _gateway = null;
            _gatewayDisk.Crash(_random);
            _quarantineDisk.Crash(_random);
            _stateDisk.Crash(_random);
        }
        else
        {
            Concentrator.Cut();
            _flashDisk.Crash(_random);
            if (isExchanged)
                _flashDisk = new UnsyncedDisk();
        }
    }

    private void StartGateway()
    {
        _gateway = new WorldGateway(
            _block.Clock, _cloud, _gatewayDisk, _quarantineDisk, _stateDisk, _uplink, _hubs, new Random(Seeds.Of(_seed, "jitter")), _socket.Collect);
        SessionsFound += _gateway.Broker.Sessions;
    }

    /// <summary>Starts a process, which every few hours is killed, or stands still for longer than its leases.</summary>
    private void StartIngest(int number)
    {
        var process = _ingests[number] = new WorldIngest(_block.Clock, _hubs!, _cloud, $"ingest-{number}-{_random.Next()}", new Random(_random.Next()));
        if (!_faults)
            return;
        var life = _random.NextInt64(1, 6 * 3600) * SecondMicros;
        if (_block.Clock.NowMicros + life > _untilMicros)
            return;
        _block.Clock.After(life, () =>
        {
            var away = (long)WorldIngest.Lease.TotalMicroseconds * _random.Next(1, 30) / 10;
            if (_random.Next(2) == 0)
            {
                process.Kill();
                _block.Clock.After(away, () => StartIngest(number));
                return;
            }
            process.Pause(true);
            _block.Clock.After(away, () =>
            {
                process.Pause(false);
                _block.Clock.After(3600 * SecondMicros, () =>
                {
                    process.Kill();
                    StartIngest(number);
                });
            });
        });
    }

    private void Boot()
    {
        _bootMicros = (_block.Clock.NowMicros + 999) / 1000 * 1000;
        Concentrator.Boot(new ConcentratorParts(
            new UnsyncedFlash(_flashDisk, 16, 16 * 1024), new SeededEntropy(_random), _socket,
            new UplinkSettings(Concentrator.Name, "secret"), ClockCanBeSet: true));
        StepNetwork();
    }

    private void StepNetwork()
    {
        if (Concentrator.Uplink is not { } uplink || _block.Clock.NowMicros < _bootMicros)
        {
            if (Concentrator.Uplink is not null)
                _block.Clock.At(_bootMicros, StepNetwork);
            return;
        }
        Concentrator.StepUplink((_block.Clock.NowMicros - _bootMicros) / 1000);
        _network?.Cancel();
        if (uplink.NextWake != long.MaxValue)
            _network = _block.Clock.At(Math.Max(_bootMicros + uplink.NextWake * 1000, _block.Clock.NowMicros + 1000), StepNetwork);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
