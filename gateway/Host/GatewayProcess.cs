using System.Net;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Host.Broker;
using Wattline.Gateway.Host.Down;
using Wattline.Gateway.Host.Http;
using Wattline.Gateway.Host.Intake;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Host.State;
using Wattline.Gateway.Host.Up;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Mqtt;
using Wattline.Gateway.Runtime.Down;
using Wattline.Gateway.Runtime.Forwarding;
using Wattline.Gateway.Runtime.Quarantine;
using Wattline.Gateway.Runtime.Registry;

namespace Wattline.Gateway.Host;

/// <summary>A whole gateway in this process, on real sockets and files: endpoint, journal, quarantine, the way up and the way down.</summary>
public sealed partial class GatewayProcess : IAsyncDisposable
{
    /// <summary>Messages of quarantine that are in memory at once while they are replayed: 64 MB if each were as long as a message may be.</summary>
    private const int ReplayedAtOnce = 256;

    private readonly GatewaySettings _settings;
    private readonly ILogger _logger;
    private readonly FileStream _lock;
    private readonly JournalLog _journal;
    private readonly List<IDisposable> _disks = [];
    private readonly QuarantineStore _quarantine;
    private readonly IJournalDisk _commandsDisk;
    private readonly JournalLog _stateLog;
    private readonly StateStore _state;
    private readonly RegistryPort _registry = new();
    private readonly MqttIntake _intake;
    private readonly JournalSequences? _unread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Signal _signal = new();
    private readonly List<BackgroundLoop> _loops = [];
    private readonly List<IDisposable> _owned = [];
    private readonly List<UplinkWay> _ways = [];
    private readonly List<IAsyncDisposable> _uplinks = [];
    private readonly SequenceTracker _sequences = new();
    private readonly long _lsnAtStart;
    private WebApplication? _app;
    private MqttBroker? _broker;
    private BrokerSide? _brokerSide;
    private IDownPort? _down;
    private ListenOptions? _mqttListener;
    private ListenOptions? _tlsListener;
    private ListenOptions? _webSocketListener;
    private ListenOptions? _httpListener;
    private int _stopped;

    private GatewayProcess(GatewaySettings settings, TimeProvider wall, ILoggerFactory logs, Func<string, IJournalDisk>? disks)
    {
        (_settings, _logger) = (settings, logs.CreateLogger("Wattline.Gateway"));
        var directory = Directory.CreateDirectory(settings.Journal.Directory).FullName;
        // Two gateways on one journal would each believe that what they wrote is there.
        _lock = new FileStream(Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        disks ??= name => Disk(Path.Combine(directory, name));
        try
        {
            _quarantine = new QuarantineStore(disks("quarantine"));
            _commandsDisk = disks("commands");
            _journal = JournalLog.Open(disks("journal"), Options(settings.Journal), new SplitTime(wall));
            _stateLog = JournalLog.Open(disks("sessions"), new JournalOptions { Name = "sessions", SegmentBytes = StateLimits.SegmentBytes }, new SplitTime(wall));
            _state = new StateStore(new JournalChanges(_stateLog, wall));
        }
        catch
        {
            _stateLog?.Dispose();
            _journal?.Dispose();
            _disks.ForEach(disk => disk.Dispose());
            _lock.Dispose();
            throw;
        }
        if (_journal.TornTailFound) HostLog.TornTail(_logger);
        _journal.OnState(state => HostLog.Told(_logger, "journal", state));
        _stateLog.OnState(state => HostLog.Told(_logger, "sessions' log", state));
        _lsnAtStart = _journal.DurableLsn;
        _intake = new MqttIntake(_journal, _quarantine, wall);
        if (settings.Uplink.Kind == UplinkKind.None) _unread = Owned(new JournalSequences(_journal.OpenReader, _lsnAtStart + 1, _sequences));
    }

    /// <summary>The port that concentrators connect to.</summary>
    public int MqttPort => ((IPEndPoint?)_mqttListener?.EndPoint)?.Port ?? 0;

    /// <summary>The same with TLS.</summary>
    public int TlsPort => ((IPEndPoint)_tlsListener!.EndPoint).Port;

    /// <summary>The port of MQTT over WebSocket.</summary>
    public int WebSocketPort => ((IPEndPoint)(_webSocketListener ?? _httpListener)!.EndPoint).Port;

    /// <summary>The port of health and quarantine.</summary>
    public int HttpPort => ((IPEndPoint)_httpListener!.EndPoint).Port;

    /// <summary>Ends when the gateway has stopped, by itself after a fault (then <see cref="Environment.ExitCode"/> is 1) or because it was asked.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How the gateway stands.</summary>
    public GatewayStatus Status
    {
        get
        {
            var ways = _ways.ConvertAll(static way => way.Forwarder.Status);
            var trouble = ways.Find(static way => way.LastOutcome is not (UplinkOutcome.None or UplinkOutcome.Durable)) ?? ways.Find(static way => way.LastOutcome == UplinkOutcome.Durable);
            var low = Enumerable.Range(0, 3).Min(stream => _journal.Cursor((JournalStream)stream).LowWater);
            return new GatewayStatus(
                _intake.Accepted + (_brokerSide?.Accepted ?? 0), _journal.DurableLsn - _lsnAtStart, ways.Sum(static way => way.Forwarded), ways.Sum(static way => way.Held),
                Enumerable.Range(1, QuarantineReasons.Count - 1).Select(static reason => (QuarantineReason)reason)
                    .Where(reason => _quarantine.Count(reason) > 0).ToDictionary(static reason => reason.Name(), _quarantine.Count),
                _journal.DurableLsn - low, _broker?.Clients.Count ?? _brokerSide?.Present.Count ?? 0, _journal.State, trouble?.LastOutcome ?? UplinkOutcome.None, _registry.State?.Version,
                [.. ways.SelectMany(static way => way.Blocked)], _quarantine.UsedUp, _stateLog.State, [.. _ways.Where(static way => way.Link is not null).Select(static way => way.Status())]);
        }
    }

    /// <summary>Starts a gateway; when it returns, its ports are open.</summary>
    /// <param name="settings">Validated again here: a laboratory makes them without a configuration.</param>
    /// <param name="wall">Dates what comes in; sockets, disks and polls run on the machine's own clock.</param>
    /// <param name="logs">Where logs go; null logs nothing.</param>
    /// <param name="cancellation">Gives the start up.</param>
    /// <exception cref="SettingsException">The settings cannot be used.</exception>
    /// <exception cref="CredentialsFileException">The credentials file cannot be used.</exception>
    /// <exception cref="TlsFilesException">The TLS files cannot be used.</exception>
    /// <exception cref="JournalDamagedException">What the journal holds cannot be read.</exception>
    /// <exception cref="IOException">The directory is another gateway's, or the disk or a port cannot be used.</exception>
    public static Task<GatewayProcess> StartAsync(GatewaySettings settings, TimeProvider wall, ILoggerFactory? logs, CancellationToken cancellation) =>
        StartAsync(settings, wall, logs, null, cancellation);

    /// <summary>The same on disks of another kind, by the directory's name below the journal's; they stay the caller's.</summary>
    internal static async Task<GatewayProcess> StartAsync(
        GatewaySettings settings, TimeProvider wall, ILoggerFactory? logs, Func<string, IJournalDisk>? disks, CancellationToken cancellation)
    {
        var faults = SettingsValidator.Check(settings);
        if (faults.Count > 0) throw new SettingsException(faults);
        var gateway = new GatewayProcess(settings, wall, logs ?? NullLoggerFactory.Instance, disks);
        try
        {
            await gateway.StartPartsAsync(wall, logs ?? NullLoggerFactory.Instance, cancellation);
            return gateway;
        }
        catch
        {
            await gateway.StopAsync();
            throw;
        }
    }

    /// <summary>All clients of the front door.</summary>
    public IReadOnlyList<ConnectedClient> Clients => _broker?.Clients ?? [];

    /// <summary>How far a concentrator's streams have come since the start, as far as they were read; without an uplink, as far as they are durable.</summary>
    public IReadOnlyList<StreamState> Sequences(string concentrator)
    {
        _unread?.Read();
        return ConcentratorId.TryParse(concentrator, out var id) ? _sequences.Of(id) : [];
    }

    /// <summary>What is served over HTTP.</summary>
    internal IEnumerable<RouteEndpoint> Routes => _app!.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <summary>Ends all connections of an identity. Gives how many there were.</summary>
    public int Disconnect(string name)
    {
        var ended = _broker?.Disconnect(name) ?? 0;
        if (ended > 0) HostLog.Disconnected(_logger, name, ended);
        return ended;
    }

    /// <summary>What is in quarantine, oldest first of each stream.</summary>
    public IReadOnlyList<QuarantinedMessage> Quarantine(int max) => _quarantine.List(max);

    /// <summary>Puts everything in quarantine back into the journal, and takes it out of quarantine once it is durable there.</summary>
    /// <returns>How many messages.</returns>
    public async Task<int> ReplayQuarantineAsync(CancellationToken cancellation)
    {
        var (replayed, after) = (0, 0L);
        // What comes back while this goes on is an operator's next look.
        var until = _quarantine.LastId;
        while (_quarantine.List(ReplayedAtOnce, after).TakeWhile(message => message.Id <= until).ToList() is [.., var newest] messages)
        {
            var (last, appended) = (0L, new List<QuarantinedMessage>());
            _quarantine.Forget(messages);
            foreach (var message in messages)
            {
                if (_journal.Append(message.Stream, message.ReceivedAtMs, Encoding.UTF8.GetBytes(message.Topic), message.Payload, out var lsn) != AppendOutcome.Appended) break;
                last = lsn;
                appended.Add(message);
            }
            var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var registration = _journal.OnDurable(lsn => _ = lsn >= last && durable.TrySetResult());
            if (_journal.DurableLsn < last) await durable.Task.WaitAsync(cancellation);
            _quarantine.Remove(appended);
            replayed += appended.Count;
            if (appended.Count < messages.Count) break;
            after = newest.Id;
        }
        return replayed;
    }

    /// <summary>Takes a message out of quarantine for good: an operator has seen it.</summary>
    /// <returns>False when there is none of this number.</returns>
    public bool DismissQuarantined(long id)
    {
        if (_quarantine.Find(id) is not { } message) return false;
        _quarantine.Remove(message);
        _signal.Ring();
        HostLog.Dismissed(_logger, id, message.Topic, message.Reason.Name());
        return true;
    }

    private static JournalOptions Options(JournalSettings journal) =>
        new() { KeepBytes = (long)journal.KeepGigabytes << 30, KeepAge = TimeSpan.FromDays(journal.KeepDays) };

    private FileJournalDisk Disk(string directory)
    {
        var disk = new FileJournalDisk(directory);
        _disks.Add(disk);
        return disk;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();
}
