using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Wattline.Gateway.Domain;
using Wattline.Gateway.Host.Settings;
using Wattline.Gateway.Journal;
using Wattline.Gateway.Runtime;
using Wattline.Gateway.Runtime.Brokers;
using Wattline.Gateway.Runtime.Down;
using Wattline.Gateway.Runtime.Quarantine;

namespace Wattline.Gateway.Host.Broker;

/// <summary>
/// A broker instead of the front door: this gateway's own session, those of gateways that it stands in for, and the way down.
/// </summary>
internal sealed class BrokerSide : IBrokerEvents, IDownPort, IAsyncDisposable
{
    private const string StatusPrefix = "v1/status/";
    private const int StateBytesMax = 128;
    private const uint WillDelaySeconds = 3;

    private readonly BrokerSettings _settings;
    private readonly BrokerLinkSettings _link;
    private readonly Func<BrokerIntake> _standInsIntake;
    private readonly ILogger _logger;
    private readonly IBrokerLinks _links;
    private readonly Presence _presence = new();
    private readonly Lock _lock = new();
    private readonly StandIns _standIns;
    private readonly Dictionary<string, StandIn> _held = new(StringComparer.Ordinal);
    private readonly BrokerIntake _intake;
    private readonly IBrokerLink _own;
    private readonly string _statePrefix;
    private long _acceptedBefore;
    private bool _stopped;

    public BrokerSide(IBrokerLinks links, BrokerSettings settings, string gateway, JournalLog journal, QuarantineStore quarantine, TimeProvider wall, ILogger logger)
    {
        (_links, _settings, _logger) = (links, settings, logger);
        Session = settings.ClientId ?? $"{settings.Group}-{gateway}";
        _statePrefix = $"v1/gateways/{settings.Group}/";
        _standIns = new(Session, settings.StandInSeconds * 1_000L, new Random());
        _link = new()
        {
            Host = settings.Url!.Host,
            Port = settings.Url.IsDefaultPort || settings.Url.Port <= 0 ? (settings.Tls ? 8883 : 1883) : settings.Url.Port,
            Tls = settings.Tls,
            Authorities = settings.AuthorityFile is null ? null : Authorities(settings.AuthorityFile),
            ClientCertificate = settings.CertificateFile is null ? null : X509Certificate2.CreateFromPemFile(settings.CertificateFile, settings.KeyFile),
            ClientId = Session,
            User = settings.User,
            Password = settings.PasswordFile is null ? default : Encoding.UTF8.GetBytes(File.ReadLines(settings.PasswordFile).First()),
            SessionExpirySeconds = (uint)settings.SessionSeconds,
        };
        _standInsIntake = () => new(journal, quarantine, wall) { Refused = Refused };
        _intake = new(journal, quarantine, wall) { State = StateTold, Heard = name => _presence.Heard(name, Environment.TickCount64), Refused = Refused };
        _intake.Link = _own = links.Create(
            _link with
            {
                Filters = [$"$share/{settings.Group}/v1/up/+/+", StatusPrefix + "+", _statePrefix + "+"],
                Will = Will(Session),
            },
            this);
    }

    /// <summary>This gateway's session at the broker.</summary>
    public string Session { get; }

    /// <summary>Whether the broker is there.</summary>
    public bool IsConnected => _own.IsConnected;

    /// <summary>Ends when the link ends; fails by a fault of ours.</summary>
    public Task Completion => _own.Completion;

    /// <summary>Is told a concentrator that came.</summary>
    public Action<ConcentratorId>? Appeared { get; set; }

    /// <summary>Is told that the broker knows nothing any more of what it retained, perhaps.</summary>
    public Action? Renewed { get; set; }

    /// <summary>Messages taken.</summary>
    public long Accepted
    {
        get
        {
            lock (_lock) return _acceptedBefore + _intake.Accepted + _held.Values.Sum(static held => held.Accepted);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<ConcentratorId, TimeSpan> Present => _presence.At(Environment.TickCount64);

    /// <inheritdoc/>
    public bool Publish(string topic, ReadOnlyMemory<byte> payload, int qos, bool retain) => _own.TryPublish(topic, payload, qos, retain);

    /// <inheritdoc/>
    /// <remarks>What the broker took it keeps for the concentrator: its own PUBACK goes to the broker, which tells nobody.</remarks>
    public bool Command(ConcentratorId concentrator, ReadOnlyMemory<byte> payload, TimeSpan within, Action acknowledged)
    {
        // A command that waited in memory for the broker could come out after its time, or be lost with this process: the outbox keeps it.
        if (!IsConnected || !Present.ContainsKey(concentrator) || !_own.TryPublish(Topics.Commands(concentrator), payload, qos: 1, retain: false)) return false;
        acknowledged();
        return true;
    }

    /// <summary>Begins to connect.</summary>
    public void Start() => _own.Start();

    /// <summary>Takes nothing and acknowledges nothing any more.</summary>
    public void Close()
    {
        _intake.Close();
        lock (_lock)
            foreach (var held in _held.Values) held.Close();
    }

    /// <summary>Stands in where it is time to, and clears away what ended.</summary>
    public async Task StepAsync()
    {
        var now = Environment.TickCount64;
        List<StandIn> begun = [], ended, stay;
        var connected = IsConnected; // Asks the link, whose events come into our lock from within its own.
        lock (_lock)
        {
            ended = [.. _held.Values.Where(static held => held.HasEnded)];
            stay = [.. _held.Values.Except(ended)];
            foreach (var held in ended)
            {
                _held.Remove(held.Session);
                _acceptedBefore += held.Accepted;
                _standIns.Ended(held.Session, now);
            }
            // Without the broker nobody can be stood in for: what is due waits.
            if (connected && !_stopped)
            {
                begun = [.. _standIns.TakeDue(now).Select(session => new StandIn(
                    session, _statePrefix + session, _standIns.HeldByOwn, _links, _link with { ClientId = session, Will = Will(session) }, _standInsIntake(), _logger))];
                begun.ForEach(held => _held.Add(held.Session, held));
            }
        }
        _intake.Retry();
        stay.ForEach(static held => held.Retry());
        foreach (var held in ended) await held.DisposeAsync().ConfigureAwait(false);
        foreach (var held in begun)
        {
            BrokerLog.StandingIn(_logger, held.Session);
            held.Start();
        }
    }

    /// <summary>Says goodbye: others may take over at once what this gateway leaves.</summary>
    public async Task StopAsync()
    {
        List<StandIn> held;
        lock (_lock)
        {
            _stopped = true;
            held = [.. _held.Values];
        }
        foreach (var other in held) await other.StopAsync().ConfigureAwait(false);
        _own.TryPublish(_statePrefix + Session, Encoding.UTF8.GetBytes(StandIns.Offline), qos: 1, retain: true);
        await _own.StopAsync(endSession: false).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<StandIn> held;
        lock (_lock)
        {
            _stopped = true;
            held = [.. _held.Values];
        }
        foreach (var other in held) await other.DisposeAsync().ConfigureAwait(false);
        await _own.DisposeAsync().ConfigureAwait(false);
        _intake.Dispose();
    }

    void IBrokerEvents.Connected(bool sessionPresent)
    {
        BrokerLog.Connected(_logger, _link, sessionPresent);
        _own.TryPublish(_statePrefix + Session, Encoding.UTF8.GetBytes(StandIns.Online), qos: 1, retain: true);
        if (!sessionPresent) Renewed?.Invoke();
    }

    void IBrokerEvents.Disconnected(string why)
    {
        _intake.Lost();
        BrokerLog.Disconnected(_logger, _link, why);
    }

    void IBrokerEvents.FilterRefused(string filter, int reason) => BrokerLog.FilterRefused(_logger, filter, reason);

    bool IBrokerEvents.Received(in BrokerMessage message) => _intake.Received(message);

    private void StateTold(string topic, ReadOnlySequence<byte> payload)
    {
        var text = payload.Length > StateBytesMax ? "" : Encoding.UTF8.GetString(payload);
        if (topic.StartsWith(StatusPrefix, StringComparison.Ordinal))
        {
            if (!ConcentratorId.TryParse(topic[StatusPrefix.Length..], out var concentrator)) return;
            var online = text == StandIns.Online;
            _presence.Status(concentrator, online, Environment.TickCount64);
            if (online) Appeared?.Invoke(concentrator);
        }
        else if (topic.StartsWith(_statePrefix, StringComparison.Ordinal))
        {
            lock (_lock) _standIns.Told(topic[_statePrefix.Length..], text, Environment.TickCount64);
        }
    }

    private void Refused(OversizeMessage message) => BrokerLog.TooLarge(_logger, message.Topic, message.Bytes, message.Hash, message.Kept, message.Outcome);

    private BrokerWill Will(string session) => new(_statePrefix + session, Encoding.UTF8.GetBytes(StandIns.Offline), WillDelaySeconds);

    private static X509Certificate2Collection Authorities(string file)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPemFile(file);
        return authorities;
    }
}
