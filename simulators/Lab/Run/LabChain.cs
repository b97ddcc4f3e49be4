using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Cloud.Portal;
using Wattline.Cloud.Portal.Settings;
using Wattline.Gateway.Host;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Mqtt;
using Wattline.Simulators.Block;
using Wattline.Simulators.Physics;

namespace Wattline.Simulators.Lab.Run;

/// <summary>
/// The whole chain in one process: the block on the simulated clock, the gateway and the cloud with real sockets,
/// disks and databases. Crashed parts stay down for the simulated time of the fault plan; the clock waits for the
/// real restart beyond that.
/// </summary>
internal sealed partial class LabChain : IAsyncDisposable
{
    private const string GatewayName = "GW-0001";

    /// <summary>Passwords of one lab live for minutes: the work of a hash is for real ones.</summary>
    private const int HashIterations = 1_000;

    /// <summary>A gap in a stream stands at least so long in real time before it is asked for.</summary>
    private const int SettlingRealSeconds = 2;

    /// <summary>How long plans may take to reach all concentrators, in real time.</summary>
    private static readonly TimeSpan _planPatience = TimeSpan.FromSeconds(60);

    /// <summary>How long a device may take to send what it has, or to hear that its flash is old, in real time: where the cloud had no more than the copy, it never does.</summary>
    private static readonly TimeSpan _flashPatience = TimeSpan.FromSeconds(3);

    private const long TickMicros = 1000;
    private const long HourMs = 3_600_000;

    private readonly LabOptions _options;
    private readonly LabFolder _folder;
    private readonly LabSecrets _secrets;
    private readonly Latencies _latencies = new();
    private readonly List<LabConcentrator> _concentrators = [];
    private readonly HashSet<string> _down = new(StringComparer.Ordinal);
    private LabHubs? _hubs;
    private PortalProcess? _portal;
    private GatewayProcess? _gateway;
    private int _mqttPort;
    private int _gatewayHttpPort;

    public LabChain(LabOptions options, ResidentialBlock block, LabFolder folder)
    {
        (_options, Block, _folder) = (options, block, folder);
        _mqttPort = options.MqttPort;
        _secrets = LabSecrets.Create(folder.Passwords, block.Concentrators.Select(concentrator => concentrator.Name));
        File.WriteAllLines(folder.Credentials, _secrets.Passwords.Select(entry => entry.Key == LabSecrets.Operator
            ? CredentialLine.Make(entry.Key, ClientRole.Operator, entry.Value, HashIterations, "v1/#")
            : CredentialLine.Make(entry.Key, ClientRole.Device, entry.Value, HashIterations)));
        foreach (var device in block.Concentrators)
            _concentrators.Add(new LabConcentrator(device, folder.Flash(device.Name), _secrets.Passwords[device.Name],
                () => _gateway is null ? null : new IPEndPoint(IPAddress.Loopback, _mqttPort), _latencies));
    }

    /// <summary>The simulated part.</summary>
    public ResidentialBlock Block { get; }

    /// <summary>Crashes survived.</summary>
    public int Crashes { get; private set; }

    /// <summary>The hubs' health page; null without hubs.</summary>
    public string? HubsUrl => _hubs?.Url;

    public string PortalUrl => _portal!.Url.ToString().TrimEnd('/');

    public string GatewayUrl => $"http://127.0.0.1:{_gatewayHttpPort}";

    public int MqttPort => _mqttPort;

    public string PasswordsFile => _secrets.File;

    /// <summary>True when every part runs and every link is up.</summary>
    private bool IsWhole => _gateway is not null && _concentrators.TrueForAll(concentrator => concentrator.IsRunning && concentrator.LinkUp);

    /// <summary>True when the cloud has all there is.</summary>
    private bool IsDrained => IsWhole && _concentrators.TrueForAll(concentrator => concentrator.IsDrained)
        && _gateway!.Status.Depth == 0 && InHubs == 0 && _portal!.Queries.Streams().All(stream => stream.Missing == 0)
        && Block.Kiosks.All(kiosk => kiosk is { IsQuiet: true, IsAlive: true, Machine.InSession: false }) && MoneyIsIn;

    /// <summary>True while kiosks finish their sessions, gaps settle until they are asked for, or something is down.</summary>
    private bool WaitsForTime => !IsWhole || Block.Kiosks.Any(kiosk => kiosk is not { IsQuiet: true, IsAlive: true, Machine.InSession: false })
        || _portal!.Queries.Streams().Any(stream => stream.Missing > 0);

    /// <summary>Events that the hubs have and the cloud has not.</summary>
    private long InHubs => _hubs is null ? 0 : Math.Max(0, _hubs.Events - _portal!.Hubs!.Hubs.SelectMany(hub => hub.Partitions).Sum(partition => partition.Sequence + 1));

    private (long, long, int, int) Progress => (_gateway?.Status.Depth ?? 0, InHubs, _latencies.Stored, _latencies.Underway);

    /// <summary>Starts cloud, gateway and concentrators, and waits until each concentrator has its plan; the clock stands.</summary>
    public async Task StartAsync(CancellationToken stop)
    {
        if (_options.Uplink == "eventhub")
            _hubs = await LabHubs.StartAsync(_folder.Hubs, _secrets, stop);
        _portal = await PortalProcess.StartAsync(new PortalSettings
        {
            Listen = $"http://127.0.0.1:{_options.HttpPort}",
            DatabaseFile = Path.Combine(_folder.Cloud, "wattline.db"),
            GatewayTokens = new Dictionary<string, string> { [GatewayName] = _secrets.GatewayToken },
            AdminToken = _secrets.ApiToken,
            People = new Dictionary<string, PersonSettings> { ["release"] = new() { Token = _secrets.ReleaseToken, Rights = ["commands", "release"] } },
            Commands = new() { MasterKeyFile = NewMasterKey() },
            AnonymousReads = true,
            KioskKeys = KioskKeys,
            Kiosks = KioskLimits,
            Arrears = Arrears,
            Hubs = new() { ConnectionString = _hubs?.ToListen ?? "" },
            // On simulated time: what is under way for a moment of real time is no gap yet.
            SettlingSeconds = (int)Math.Max(60, SettlingRealSeconds * _options.Speed),
        }, Block.Clock.Time, NullLoggerFactory.Instance, stop);
        _portal.Ingest.Stored += headers =>
        {
            foreach (var header in headers)
                _latencies.StoredNow(header.Concentrator.Text, header.Epoch.Value, (int)header.Stream, header.Sequence);
        };
        var spare = $"{LabSecrets.SpareMeter},{LabSecrets.SpareDevice},0,{LabSecrets.SpareMeter},dlt645-2007,dlt645-2007-single-phase,2400,1,80,Asia/Shanghai,POD-{LabSecrets.SpareMeter},{GatewayName},{Block.Options.EverySeconds},\n";
        foreach (var map in Block.RegisterMaps)
            if (_portal.Registry.ImportMap(map) is { Applied: false } refused)
                throw new InvalidOperationException($"the lab's register map: {refused.Errors[0]}");
        var import = _portal.Registry.Import(Block.RegistryCsv(GatewayName) + spare);
        if (!import.Applied)
            throw new InvalidOperationException($"the lab's registry: {import.Errors[0]}");
        GiveKeys();
        OpenAccounts();
        _portal.Counter.SendLists();
        await StartGatewayAsync(stop);
        foreach (var concentrator in _concentrators)
        {
            concentrator.Boot();
            Block.Faults.Drive(Block.Clock, concentrator.Device.Name, (fault, isOn) =>
            {
                if (fault.Kind == FaultKind.RestoredFlash)
                    OnFlash(concentrator, isOn);
                else if (fault.Kind == FaultKind.ClockWrong)
                    _ = isOn && concentrator.Device.JumpClock(fault.Magnitude * (fault.Magnitude % 2 == 0 ? HourMs : -HourMs));
                else
                    OnPart(concentrator, isOn);
            });
            Block.Faults.Drive(Block.Clock, ResidentialBlock.LinkName(concentrator.Device.Name), (_, isDown) => concentrator.LinkUp = !isDown);
        }
        Block.Faults.Drive(Block.Clock, FaultTargets.Gateway, (_, isDown) => OnGateway(isDown));
        WaitForPlans(stop);
        TakeStatus();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var concentrator in _concentrators)
            concentrator.Dispose();
        if (_gateway is not null)
            await _gateway.StopAsync();
        if (_portal is not null)
            await _portal.DisposeAsync();
        if (_hubs is not null)
            await _hubs.DisposeAsync();
    }

    private void WaitForPlans(CancellationToken stop)
    {
        var since = Stopwatch.GetTimestamp();
        while (!_concentrators.TrueForAll(concentrator => concentrator.Device.Machine!.PlanVersion >= 0) || !ListsAreThere)
        {
            stop.ThrowIfCancellationRequested();
            if (Stopwatch.GetElapsedTime(since) > _planPatience)
                throw new InvalidOperationException($"{_concentrators.Count(concentrator => concentrator.Device.Machine!.PlanVersion < 0)} concentrators have no plan, or their kiosks no list of customers, after {_planPatience}.");
            foreach (var concentrator in _concentrators)
                concentrator.StepNetwork(Block.Clock.NowMicros);
            // The clock stands at the start of the first slot; what is due at this very moment is done.
            Block.Clock.RunUntil(TickMicros);
            Thread.Sleep(_pause);
        }
    }

    private async Task StartGatewayAsync(CancellationToken stop)
    {
        _gateway = await GatewayProcess.StartAsync(new GatewaySettings
        {
            Gateway = new() { Name = GatewayName },
            Mqtt = new() { Port = _mqttPort, CredentialsFile = _folder.Credentials },
            Journal = new() { Directory = _folder.Gateway },
            Uplink = new()
            {
                Kind = _hubs is null ? UplinkKind.Http : UplinkKind.EventHub,
                Hubs = new() { ConnectionString = _hubs?.ToSend },
                Url = _portal!.Url,
                Token = _secrets.GatewayToken,
            },
            Http = new() { Port = _gatewayHttpPort },
        }, Block.Clock.Time, NullLoggerFactory.Instance, stop);
        _mqttPort = _gateway.MqttPort;
        _gatewayHttpPort = _gateway.HttpPort;
    }

    private void OnPart(LabConcentrator concentrator, bool isDown)
    {
        if (isDown)
        {
            concentrator.Crash();
            _down.Add(concentrator.Device.Name);
        }
        else
        {
            concentrator.Boot();
            _down.Remove(concentrator.Device.Name);
            Crashes++;
        }
    }

    /// <summary>An old copy of the flash comes back: taken at the fault's start, put in at its end, while the device is off.</summary>
    private void OnFlash(LabConcentrator concentrator, bool isCopied)
    {
        if (isCopied)
        {
            concentrator.CopyFlash();
            return;
        }
        var wasRunning = concentrator.IsRunning;
        if (wasRunning)
        {
            // What a device has read it sends within seconds, which here are hours: it goes with the flash only where the network was away.
            WaitFor(concentrator, () => concentrator.IsDrained);
            concentrator.Crash();
        }
        if (concentrator.DrainedMicros < Block.Clock.NowMicros)
            Block.NoteUnsent(concentrator.Device.Name, concentrator.DrainedMicros);
        concentrator.RestoreFlash();
        if (!wasRunning)
            return;
        concentrator.Boot();
        Crashes++;
        // What the cloud has of it reaches a device within a second or two.
        var epoch = concentrator.Device.Journal!.Epoch;
        WaitFor(concentrator, () => concentrator.Device.Journal!.Epoch != epoch);
    }

    /// <summary>The clock stands while the network does what it would do in a moment of simulated time, if it is there.</summary>
    private void WaitFor(LabConcentrator concentrator, Func<bool> isDone)
    {
        for (var since = Stopwatch.GetTimestamp(); _gateway is not null && concentrator.LinkUp && !isDone() && Stopwatch.GetElapsedTime(since) < _flashPatience;)
        {
            foreach (var one in _concentrators)
                one.StepNetwork(Block.Clock.NowMicros);
            Thread.Sleep(_pause);
        }
    }

    // On the simulation's thread, which waits: what takes real time takes no simulated time.
    private void OnGateway(bool isDown)
    {
        if (isDown)
        {
            var gateway = _gateway!;
            _gateway = null;
            gateway.KillAsync().GetAwaiter().GetResult();
            _down.Add(FaultTargets.Gateway);
        }
        else
        {
            StartGatewayAsync(CancellationToken.None).GetAwaiter().GetResult();
            _down.Remove(FaultTargets.Gateway);
            Crashes++;
        }
    }
}
